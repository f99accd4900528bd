export function GET(request) {
  return new Response("{}", { status: request.headers.has("Authorization") ? 200 : 401 });
}
