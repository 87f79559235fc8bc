import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function readIcon(name, drawing) {
  const file = require.resolve(`@tabler/icons/outline/${drawing}.svg`);
  const inner = readFileSync(file, "utf8")
    .replace(/<!--[\s\S]*?-->/, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inner}</symbol>`;
}

/** Vite plugin: one sprite `icons.svg` of the icons named in icons.json. */
export function iconSprite() {
  return {
    name: "icon-sprite",
    generateBundle() {
      const names = JSON.parse(
        readFileSync(new URL("./icons.json", import.meta.url), "utf8"),
      );
      const symbols = Object.entries(names).map(([name, drawing]) => readIcon(name, drawing));
      this.emitFile({
        type: "asset",
        fileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
      });
    },
  };
}
