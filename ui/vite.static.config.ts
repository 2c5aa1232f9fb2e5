import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The page once more as one script and one style sheet, faces inside: what a board saved as a file carries. */
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../src/runchart/_ui/static",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 10_000_000,
    rollupOptions: {
      input: "src/main.ts",
      output: { codeSplitting: false, entryFileNames: "board.js", assetFileNames: "board[extname]" },
    },
  },
});
