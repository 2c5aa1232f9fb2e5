import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** The page is built into the Python package, with relative addresses so that it works behind a path prefix. */
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../src/runchart/_ui",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": "http://127.0.0.1:6006" } },
  test: { include: ["tests/**/*.test.ts"] },
});
