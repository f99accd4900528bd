function items(request) {
  if (process.env.LOGIN === "1" && !request.headers.has("Authorization")) {
    return new Response("{}", { status: 401 });
  }
  const older = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" };
  return new Response("[]", {
    headers: { "X-Total-Count": "2", Vary: "Accept-Encoding", ...(process.env.ALREADY === "1" && older) },
  });
}

export { items as GET, items as POST, items as PUT, items as DELETE };
