// Region and industry pickers. Without this file the text typed (a name or a code)
// is sent as it is; with it, htmx fills a list of options to choose from.
const options = (picker) => [...picker.querySelectorAll("[role='option']")];

function close(picker) {
  picker.querySelector("[role='listbox']").replaceChildren();
  const input = picker.querySelector("input");
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(picker, chosen) {
  for (const option of options(picker)) {
    option.setAttribute("aria-selected", String(option === chosen));
  }
  picker.querySelector("input").setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function choose(picker, option) {
  const input = picker.querySelector("input");
  input.value = option.dataset.value;
  close(picker);
  input.focus();
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(picker, step) {
  const all = options(picker);
  if (!all.length) return;
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  mark(picker, all[(now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length]);
}

document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("[data-picker]");
  if (!picker) return;
  const chosen = picker.querySelector("[aria-selected='true']");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(picker, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    choose(picker, chosen);
  } else if (event.key === "Escape") {
    close(picker);
  }
});

document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-picker] [role='option']");
  for (const picker of document.querySelectorAll("[data-picker]")) {
    if (option && picker.contains(option)) choose(picker, option);
    else if (!picker.contains(event.target)) close(picker);
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const picker = event.target.closest?.("[data-picker]");
  if (!picker) return;
  const input = picker.querySelector("input");
  input.setAttribute("aria-expanded", String(options(picker).length > 0));
  options(picker).forEach((option, index) => {
    option.id ||= `${input.id}-option-${index}`;
  });
});
