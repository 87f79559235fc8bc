// What is folded on the screen stands open on paper, also where the browser has no
// ::details-content for the print styles; afterwards it is folded again.
const opened = new Set();

window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.is-printed:not([open])")) {
    fold.open = true;
    opened.add(fold);
  }
});

window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
  opened.clear();
});
