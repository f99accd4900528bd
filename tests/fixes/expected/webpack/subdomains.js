module.exports = {
  devServer: {
    proxy: [
      {
        context: ["/api"],
        target: "https://api.example.com",
        changeOrigin: true,
        // The cookies of the page's own site are not for the foreign server.
        headers: { cookie: "" },
        pathRewrite: { "^/api": "" },
      },
    ],
  },
};
