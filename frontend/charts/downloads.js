// The picture as PNG and the table beneath it as CSV, made in the browser.
const SCALE = 2;
const PAINTED = ["fill", "stroke", "stroke-width", "font-size", "font-family", "text-anchor", "display", "stroke-dasharray"];
const HEAD = 76;
const FOOT = 36;
const EDGE = 16;

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function writePaint(from, to) {
  const style = getComputedStyle(from);
  for (const name of PAINTED) to.setAttribute(name, style.getPropertyValue(name));
  [...from.children].forEach((child, index) => writePaint(child, to.children[index]));
}

function serialise(svg) {
  const copy = svg.cloneNode(true);
  const box = svg.getBoundingClientRect();
  if (svg.hasAttribute("data-picture")) writePaint(svg, copy);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  return { box, text: new XMLSerializer().serializeToString(copy) };
}

// A picture that travels alone says what it shows and where it comes from.
function writeWords(pen, figure, box) {
  const words = (selector) => figure.querySelector(selector).textContent.replace(/\s+/g, " ").trim();
  const { color, fontFamily } = getComputedStyle(figure);
  pen.fillStyle = color;
  pen.font = `600 17px ${fontFamily}`;
  pen.fillText(words("h3"), EDGE, 30, box.width);
  pen.font = `15px ${fontFamily}`;
  pen.fillText(words("figcaption p"), EDGE, 56, box.width);
  pen.fillText(words(".chart-source"), EDGE, HEAD + box.height + 24, box.width);
}

function savePicture(figure, name) {
  const svg = figure.querySelector("[data-canvas] svg, svg[data-picture]");
  const { box, text } = serialise(svg);
  const picture = new Image();
  picture.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = (box.width + 2 * EDGE) * SCALE;
    canvas.height = (box.height + HEAD + FOOT) * SCALE;
    const pen = canvas.getContext("2d");
    pen.scale(SCALE, SCALE);
    pen.fillStyle = getComputedStyle(figure).backgroundColor;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, EDGE, HEAD, box.width, box.height);
    writeWords(pen, figure, box);
    canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
  };
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function quote(text) {
  // A cell that starts like a formula must not run in a spreadsheet.
  const safe = /^[=@\t\r]|^[+-](?!\d)/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function saveTable(figure, name) {
  const lines = [...figure.querySelectorAll("table tr")].map((row) =>
    [...row.cells].map((cell) => quote(cell.textContent.trim())).join(","),
  );
  // The mark at the start tells spreadsheets that this is UTF-8.
  save(new Blob(["\ufeff", lines.join("\r\n")], { type: "text/csv" }), `${name}.csv`);
}

// WeChat saves nothing; the table beneath the picture can be read there.
const MAY_SAVE = !/MicroMessenger/.test(navigator.userAgent);

export function offerDownloads(figure) {
  if (!MAY_SAVE) return;
  const bar = figure.querySelector("[data-downloads]");
  const name = figure.querySelector("h3").firstChild.textContent.trim();
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-download]")?.dataset.download;
    if (kind === "png") savePicture(figure, name);
    if (kind === "csv") saveTable(figure, name);
  });
}
