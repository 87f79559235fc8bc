import { baseOption, categoryAxis, formatNumber, limitLines, valueAxis, whiskers } from "./common.js";

const MOST_LABELLED = 12;

/** Bars from zero; one series carries its values as labels. */
export function drawBars(spec, palette) {
  const isLabelled = spec.series.length === 1 && spec.categories.length <= MOST_LABELLED;
  const bars = spec.series.map((series, index) => ({
    type: "bar",
    name: series.name,
    data: series.values,
    barMaxWidth: 44,
    itemStyle: { borderRadius: [3, 3, 0, 0] },
    label: {
      show: isLabelled && !series.low.length,
      position: "top",
      color: palette.ink,
      fontSize: palette.size,
      formatter: ({ value }) => formatNumber(value),
    },
    markLine: index === 0 ? limitLines(spec, palette) : undefined,
  }));
  const bands = spec.series.length === 1 ? whiskers(spec.series[0], palette) : [];
  return {
    ...baseOption(spec, palette),
    xAxis: wrapLabels(categoryAxis(spec, palette), spec, palette),
    yAxis: valueAxis(spec, palette),
    series: [...bars, ...bands],
  };
}

/** Few bars keep all their names, on a phone in several lines and somewhat smaller. */
function wrapLabels(axis, spec, palette) {
  const width = (palette.width - 5 * palette.size) / spec.categories.length - 4;
  const fontSize = width < 3 * palette.size ? palette.size - 2 : palette.size;
  if (width < 2 * fontSize) return axis;
  return { ...axis, axisLabel: { ...axis.axisLabel, fontSize, interval: 0, width, overflow: "break" } };
}
