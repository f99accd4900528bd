export function GET() {
  throw new Error("crash");
}
