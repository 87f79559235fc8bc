// A plain file input works alone; here files can be dropped on the area around it
// and the size and the progress of the upload are shown; the input shows the name.
function describeFile(file) {
  const megabytes = file.size / 1024 / 1024;
  return megabytes >= 1 ? `${megabytes.toFixed(1)} MB` : `${Math.ceil(file.size / 1024)} KB`;
}

function enhance(area) {
  if (area.dataset.ready) return;
  area.dataset.ready = "yes";
  const input = area.querySelector("input[type='file']");
  const chosen = area.querySelector("[data-chosen]");
  const show = () => {
    chosen.textContent = [...input.files].map(describeFile).join("\n");
  };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  area.addEventListener("dragleave", () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function enhanceAll(root) {
  for (const area of root.querySelectorAll("[data-uploader]")) enhance(area);
}

enhanceAll(document);
document.body.addEventListener("htmx:load", (event) => enhanceAll(event.target));
document.body.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector?.("[data-upload-progress]");
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = event.detail.loaded / event.detail.total;
});
