import { band, baseOption, categoryAxis, limitLines, valueAxis } from "./common.js";

const SHAPES = ["circle", "rect", "triangle", "diamond"];

/** Joined points; the band of uncertainty lies under its line. */
export function drawLines(spec, palette) {
  const lines = spec.series.map((series, index) => ({
    type: "line",
    name: series.name,
    data: series.values,
    symbol: SHAPES[index % SHAPES.length],
    symbolSize: 8,
    connectNulls: false,
    lineStyle: { width: 2.5, type: index === 0 ? "solid" : [8, 4 * index] },
    markLine: index === 0 ? limitLines(spec, palette) : undefined,
  }));
  const bands = spec.series.flatMap((series, index) => band(series, index, palette));
  return {
    ...baseOption(spec, palette),
    xAxis: { ...categoryAxis(spec, palette), boundaryGap: false },
    yAxis: valueAxis(spec, palette),
    series: [...bands, ...lines],
  };
}
