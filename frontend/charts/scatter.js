import { baseOption, limitLines, valueAxis } from "./common.js";

const SHAPES = ["circle", "diamond", "triangle", "rect"];

/** Points with a position and a value; series differ by shape as well as colour. */
export function drawScatter(spec, palette) {
  return {
    ...baseOption(spec, palette),
    xAxis: { ...valueAxis(spec, palette), max: undefined },
    yAxis: valueAxis(spec, palette),
    series: spec.series.map((series, index) => ({
      type: "scatter",
      name: series.name,
      symbol: SHAPES[index % SHAPES.length],
      symbolSize: 10,
      itemStyle: { opacity: 0.75 },
      data: series.positions.map((position, place) => [position, series.values[place]]),
      markLine: index === 0 ? limitLines(spec, palette) : undefined,
    })),
  };
}
