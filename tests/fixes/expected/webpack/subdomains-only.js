module.exports = {
  devServer: {
    proxy: [
      {
        context: ["/api"],
        target: "https://api.example.com",
        changeOrigin: true,
        pathRewrite: { "^/api": "" },
      },
    ],
  },
};
