import { defineConfig } from "vite";

export default defineConfig({
  server: {
    proxy: {
      "/api": {
        target: "https://api.example.com",
        changeOrigin: true,
        // The cookies of the page's own site are not for the foreign server.
        headers: { cookie: "" },
        rewrite: (path) => path.replace(/^\/api/, ""),
      },
    },
  },
});
