import { baseOption } from "./common.js";

/** Maturity only: the latest evaluation in front, earlier ones behind it. */
export function drawRadar(spec, palette) {
  const highest = Math.max(...spec.series.flatMap((series) => series.values));
  return {
    ...baseOption(spec, palette),
    radar: {
      indicator: spec.categories.map((name) => ({ name, min: 0, max: spec.maximum ?? highest })),
      center: ["50%", "53%"],
      radius: "55%",
      axisName: { color: palette.ink, fontSize: palette.size, formatter: breakName },
      axisLine: { lineStyle: { color: palette.line } },
      splitLine: { lineStyle: { color: palette.line } },
      splitArea: { show: false },
    },
    series: [
      {
        type: "radar",
        data: spec.series.map((series, index) => ({
          name: series.name,
          value: series.values,
          lineStyle: { width: index === 0 ? 2.5 : 1.5, type: index === 0 ? "solid" : "dashed" },
          areaStyle: { opacity: index === 0 ? 0.15 : 0 },
        })),
      },
    ],
  };
}

/** Keep a name within a phone: four characters a line, or a word. */
function breakName(name) {
  return name.includes(" ") ? name.replaceAll(" ", "\n") : name.replace(/(.{4})(?=.)/gu, "$1\n");
}
