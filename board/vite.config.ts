import { defineConfig } from "vite";

// The built page is committed: the names of its files are fixed, so that a change of it is a change of three files.
export default defineConfig({
  base: "./",
  // The policy of the page allows nothing that Vite's development server would inject. `npm run watch` with
  // `npm run preview` serve the built page instead, with the configuration of a laptop.
  preview: { proxy: { "/config.json": "http://127.0.0.1:3001" } },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: "board.js",
        assetFileNames: "board[extname]",
      },
    },
  },
});
