const { createProxyMiddleware } = require("http-proxy-middleware");

module.exports = (app) => {
  app.use(
    "/api",
    createProxyMiddleware({
      target: "https://api.example.com",
      changeOrigin: true,
      // Do not send your site's cookies to another server.
      headers: { cookie: "" },
      pathRewrite: { "^/api": "" },
    })
  );
};
