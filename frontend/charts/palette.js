// The tokens of the page as plain colours; the browser resolves light and dark.
const NAMES = ["ink", "ink-quiet", "line", "surface", "action", "need", "stop", "done"];
const SERIES = ["series-1", "series-2", "series-3", "series-4"];

function resolve(probe, name) {
  probe.style.color = `var(--zs-${name})`;
  return getComputedStyle(probe).color;
}

export function readPalette() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const palette = Object.fromEntries(NAMES.map((name) => [name, resolve(probe, name)]));
  palette.series = SERIES.map((name) => resolve(probe, name));
  palette.font = getComputedStyle(document.body).fontFamily;
  palette.size = 0.875 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  probe.remove();
  return palette;
}
