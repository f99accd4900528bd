const { createProxyMiddleware } = require("http-proxy-middleware");

module.exports = (app) => {
  app.use(
    "/api",
    createProxyMiddleware({
      target: "https://api.example.com",
      changeOrigin: true,
      // The cookies of the page's own site are not for the foreign server.
      headers: { cookie: "" },
      pathRewrite: { "^/api": "" },
    })
  );
};
