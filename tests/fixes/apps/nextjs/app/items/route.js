function items(request) {
  if (process.env.LOGIN === "1" && !request.headers.has("Authorization")) {
    return new Response("{}", { status: 401 });
  }
  return new Response("[]", { headers: { "X-Total-Count": "2", Vary: "Accept-Encoding" } });
}

export { items as GET, items as POST, items as PUT, items as DELETE };
