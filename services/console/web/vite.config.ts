import { defineConfig } from "vite"

export default defineConfig({
  base: "/",
  // The same bytes wherever it is built, in a test too.
  oxc: { jsx: { runtime: "automatic", importSource: "preact", development: false } },
  build: {
    target: "es2023",
    assetsDir: "assets",
    // A picture written into the page would be what the content security policy forbids.
    assetsInlineLimit: 0,
    cssMinify: true,
    // Every browser of this target loads modules by itself; the loader would be an inline script.
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: { input: ["index.html", "reference.html"] },
  },
})
