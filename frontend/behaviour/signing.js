// Signing on the screen with a finger. Without this file the enterprise's code confirms.
const LINE = 3;

function enhance(form) {
  const area = form.querySelector("[data-pad]");
  const canvas = area.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const target = form.elements.signature;
  let isDrawing = false;

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  }

  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    target.value = "";
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.lineWidth = LINE;
    pen.lineCap = "round";
    pen.strokeStyle = "#000";
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (isDrawing) target.value = canvas.toDataURL("image/png");
      isDrawing = false;
    });
  }
  area.querySelector("[data-clear]").addEventListener("click", clear);
  clear();
  area.hidden = false;
}

document.querySelectorAll("form[data-signing]").forEach(enhance);
