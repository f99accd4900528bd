async function handle(request, env) {
  const authorized = request.headers.has("Authorization");
  const { pathname } = new URL(request.url);
  if (env.LOGIN === "1" && !authorized) {
    return new Response("{}", { status: 401 });
  }
  if (pathname === "/items" && request.method !== "OPTIONS") {
    const headers = new Headers({ "X-Total-Count": "2", Vary: "Accept-Encoding" });
    if (env.ALREADY === "1") {
      headers.set("Access-Control-Allow-Origin", "*");
      headers.set("Access-Control-Allow-Credentials", "true");
    }
    return new Response("[]", { headers });
  }
  if (pathname === "/crash") {
    throw new Error("crash");
  }
  return new Response("{}", { status: pathname === "/private" ? (authorized ? 200 : 401) : 404 });
}

// PASTE THE FIX HERE
