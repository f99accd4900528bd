module.exports = {
  devServer: {
    proxy: [
      {
        context: ["/api"],
        target: "https://api.example.com",
        changeOrigin: true,
        // Do not send your site's cookies to another server.
        headers: { cookie: "" },
        pathRewrite: { "^/api": "" },
      },
    ],
  },
};
