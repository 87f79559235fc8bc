import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { iconSprite } from "./icon-sprite.js";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

// File names are stable on purpose: Django's static storage adds the hashes.
export default defineConfig({
  root: path("."),
  base: "./",
  publicDir: false,
  plugins: [iconSprite()],
  css: {
    transformer: "lightningcss",
    preprocessorOptions: { scss: { quietDeps: true, loadPaths: [path("../node_modules")] } },
  },
  build: {
    outDir: path("../src/zhisheng/ui/static/ui/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome111", "edge111", "firefox114", "safari16.4"],
    cssMinify: "lightningcss",
    modulePreload: false,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: true,
    rolldownOptions: {
      // htmx holds an eval that `allowEval: false` switches off.
      checks: { eval: false, pluginTimings: false },
      input: { app: path("app.js"), charts: path("charts.js") },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
