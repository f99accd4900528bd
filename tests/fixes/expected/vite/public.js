import { defineConfig } from "vite";

export default defineConfig({
  server: {
    proxy: {
      "/api": {
        target: "https://api.example.com",
        changeOrigin: true,
        // Do not send your site's cookies to another server.
        headers: { cookie: "" },
        rewrite: (path) => path.replace(/^\/api/, ""),
      },
    },
  },
});
