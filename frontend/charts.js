import { drawBars } from "./charts/bar.js";
import { drawLines } from "./charts/line.js";
import { drawRadar } from "./charts/radar.js";
import { drawScatter } from "./charts/scatter.js";
import { offerDownloads } from "./charts/downloads.js";
import { createChart } from "./charts/engine.js";
import { readPalette } from "./charts/palette.js";

const KINDS = { bar: drawBars, line: drawLines, radar: drawRadar, scatter: drawScatter };

function draw(figure) {
  if (figure.dataset.drawn) return;
  figure.dataset.drawn = "yes";
  const canvas = figure.querySelector("[data-canvas]");
  offerDownloads(figure);
  if (!canvas) return;
  const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  canvas.classList.add("is-drawn");
  const chart = createChart(canvas);
  const paint = () => {
    const palette = { ...readPalette(), width: canvas.clientWidth };
    chart.setOption(KINDS[spec.kind](spec, palette), true);
  };
  paint();
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
}

function drawAll(root) {
  for (const figure of root.querySelectorAll("[data-chart]")) draw(figure);
}

drawAll(document);
document.body.addEventListener("htmx:load", (event) => drawAll(event.target));
