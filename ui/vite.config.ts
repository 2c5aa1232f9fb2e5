import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * The words of a room stand in one file for all languages, but Chinese is loaded only where it is wanted: what zh.ts imports is
 * a module of its own, of which the English words are left out, as the Chinese ones are left out of what en.ts imports.
 */
const languagesApart: Plugin = {
  name: "languages-apart",
  enforce: "pre",
  async resolveId(source, importer) {
    if (!importer?.endsWith("/i18n/zh.ts") || !source.startsWith("./") || source === "./en") return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found && `${found.id}?zh`;
  },
};

interface Modules {
  getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null;
}

/** Whether the page needs a module from the start: only what is imported later may stand apart. */
function isEager(id: string, modules: Modules, seen = new Set<string>()): boolean {
  const info = modules.getModuleInfo(id);
  if (!info || seen.has(id)) return false;
  seen.add(id);
  return info.isEntry || info.importers.some((importer) => isEager(importer, modules, seen));
}

/** The page is built into the Python package, with relative addresses so that it works behind a path prefix. */
export default defineConfig({
  base: "./",
  plugins: [languagesApart, svelte()],
  build: {
    outDir: "../src/runchart/_ui",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // One script is packed smaller than many that are loaded together all the same.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: (id, modules) => (isEager(id, modules) ? "page" : null) }] } },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:6006" } },
  test: { include: ["tests/**/*.test.ts"] },
});
