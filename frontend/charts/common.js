// What all kinds share: type, axes, legend, tooltip, limit lines.
const isEnglish = document.documentElement.lang.startsWith("en");

export function formatNumber(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  const size = Math.abs(value);
  if (isEnglish || size < 10_000) return trim(value);
  return size < 100_000_000 ? `${trim(value / 10_000)}万` : `${trim(value / 100_000_000)}亿`;
}

const trim = (value) => value.toLocaleString("en", { maximumFractionDigits: 2 });

export function baseOption(spec, palette) {
  return {
    animation: false,
    color: palette.series,
    textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: palette.size },
    grid: { left: 8, right: spec.limits.length ? 76 : 24, top: spec.series.length > 1 ? 44 : 20, bottom: 8, containLabel: true },
    legend: legend(spec, palette),
    tooltip: {
      renderMode: "richText",
      trigger: spec.kind === "scatter" || spec.kind === "radar" ? "item" : "axis",
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: palette.size },
      valueFormatter: (value) => `${formatNumber(value)}${spec.unit}`,
      confine: true,
    },
  };
}

function legend(spec, palette) {
  return {
    show: spec.series.length > 1,
    top: 0,
    left: 0,
    icon: "roundRect",
    data: spec.series.map((series) => series.name),
    textStyle: { color: palette.ink, fontSize: palette.size },
  };
}

export function categoryAxis(spec, palette) {
  return {
    type: "category",
    data: spec.categories,
    axisLine: { lineStyle: { color: palette["ink-quiet"] } },
    axisTick: { show: false },
    axisLabel: { color: palette.ink, fontSize: palette.size, hideOverlap: true },
  };
}

export function valueAxis(spec, palette) {
  return {
    type: "value",
    scale: spec.kind !== "bar",
    max: spec.maximum ?? undefined,
    axisLabel: { color: palette["ink-quiet"], fontSize: palette.size, formatter: formatNumber },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

/** Limits and targets as labelled lines; the label stands at the right. */
export function limitLines(spec, palette, axis = "yAxis") {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.need, type: "dashed", width: 1.5 },
    label: {
      color: palette.need,
      fontSize: palette.size,
      position: "end",
      formatter: ({ data }) => `${data.name}\n${formatNumber(data[axis])}`,
    },
    data: spec.limits.map((limit) => ({ name: limit.label, [axis]: limit.value })),
  };
}

const hasBand = (series) => series.low.length > 0 && series.high.length > 0;

/** Whiskers from low to high over the middle of each bar or point. */
export function whiskers(series, palette) {
  if (!hasBand(series)) return [];
  return [
    {
      type: "custom",
      name: series.name,
      silent: true,
      tooltip: { show: false },
      z: 5,
      encode: { x: 0, y: [1, 2] },
      data: series.low.map((low, index) => [index, low, series.high[index]]),
      renderItem: (_, api) => drawWhisker(api, palette),
    },
  ];
}

function drawWhisker(api, palette) {
  const [x, low] = api.coord([api.value(0), api.value(1)]);
  const high = api.coord([api.value(0), api.value(2)])[1];
  const stroke = { stroke: palette.ink, lineWidth: 1.5 };
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke });
  return {
    type: "group",
    children: [line(x, low, x, high), line(x - 5, low, x + 5, low), line(x - 5, high, x + 5, high)],
  };
}

/** A filled band under a line: an unseen floor and the height above it. */
export function band(series, index, palette) {
  if (!hasBand(series)) return [];
  const shared = {
    type: "line",
    name: series.name,
    stack: `band-${index}`,
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
  };
  const heights = series.high.map((high, place) => high - series.low[place]);
  return [
    { ...shared, data: series.low },
    { ...shared, data: heights, areaStyle: { color: palette.series[index % 4], opacity: 0.18 } },
  ];
}
