// What was kept on this device and has no place in the page any more, to be copied.
const isEnglish = document.documentElement.lang.startsWith("en");
const LABEL = isEnglish
  ? "You typed this on this device before, and it says otherwise now. You may copy it:"
  : "您先前在这台设备上填的，和现在的不一样，可以复制：";
const DROP = isEnglish ? "I do not need it" : "不用了";
const GIVEN_BACK = "unsent-words";

export function listWords(fields) {
  const between = isEnglish ? ": " : "：";
  return Object.entries(fields)
    .filter(([, { value }]) => value.trim())
    .map(([name, { label, value }]) => `${label || name}${between}${value}`);
}

// What the server gave back itself is not shown twice.
export function showWords(words, forget) {
  if (!words.length || document.getElementById(GIVEN_BACK)) return;
  const before = document.querySelector("[data-unsent]");
  const field = document.createElement("div");
  field.className = "field";
  field.append(makeLabel(), makeText(words), makeButton(() => {
    field.remove();
    forget();
  }));
  before.before(field);
}

function makeLabel() {
  const label = document.createElement("label");
  label.className = "form-label";
  label.htmlFor = GIVEN_BACK;
  label.textContent = LABEL;
  return label;
}

function makeText(words) {
  const text = document.createElement("textarea");
  text.className = "form-control";
  text.id = GIVEN_BACK;
  text.readOnly = true;
  text.rows = Math.min(words.length + 1, 8);
  text.value = words.join("\n");
  return text;
}

function makeButton(onPress) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = DROP;
  button.addEventListener("click", onPress);
  return button;
}
