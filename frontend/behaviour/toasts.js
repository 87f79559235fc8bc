// Short notes that go away; one with an undo button stays ten seconds.
const SHOWN_FOR = 10_000;

function leaveLater(toast) {
  let timer = setTimeout(() => toast.remove(), SHOWN_FOR);
  for (const name of ["mouseenter", "focusin"]) {
    toast.addEventListener(name, () => clearTimeout(timer));
  }
  toast.addEventListener("mouseleave", () => {
    timer = setTimeout(() => toast.remove(), SHOWN_FOR);
  });
}

export function showToast(text, link) {
  const toast = document.createElement("div");
  const paragraph = document.createElement("p");
  toast.className = "toast-note";
  paragraph.textContent = text;
  toast.append(paragraph);
  if (link) toast.append(makeLink(link));
  document.getElementById("toasts")?.append(toast);
  leaveLater(toast);
  return toast;
}

export function makeLink({ href, text }) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = text;
  return link;
}

document.body.addEventListener("htmx:load", (event) => {
  const toast = event.target.closest?.("[data-toast]");
  if (toast) leaveLater(toast);
});
for (const toast of document.querySelectorAll("[data-toast]")) leaveLater(toast);
