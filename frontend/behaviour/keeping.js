// Answers are kept while they are typed: htmx sends each after a pause, and what is still
// in hand goes out when the page is left or put aside. Without this file nothing is said
// to be kept that is not: the form is sent by its button.
const KEPT = "[data-keeps]";
const kept = new WeakMap();
const sending = new WeakMap();
const failed = new WeakSet();

function readFirst(field) {
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

function isOpen(field) {
  const known = kept.has(field) ? kept.get(field) : readFirst(field);
  return field.value !== known && !field.form.dataset.sent;
}

function listOpen() {
  return [...document.querySelectorAll(KEPT)].filter(isOpen);
}

// A form that was just sent has everything, and what is kept is not sent again.
document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.target;
  if (!field.matches(KEPT)) return;
  if (isOpen(field)) sending.set(field, field.value);
  else event.preventDefault();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target;
  if (!field.matches(KEPT) || !sending.has(field)) return;
  note(field, sending.get(field), event.detail.successful);
});

function note(field, value, isKept) {
  if (isKept) {
    kept.set(field, value);
    failed.delete(field);
  } else {
    failed.add(field);
  }
}

function sendRest() {
  const byForm = new Map();
  for (const field of listOpen()) byForm.set(field.form, [...(byForm.get(field.form) ?? []), field]);
  for (const [form, fields] of byForm) send(form, fields);
}

async function send(form, fields) {
  const body = new FormData();
  body.set("go", "keep");
  for (const name of ["csrfmiddlewaretoken", "version"]) {
    const hidden = form.querySelector(`[name=${name}]`) ?? document.getElementById(name);
    if (hidden) body.set(name, hidden.value);
  }
  for (const field of fields) {
    body.set(field.name, field.value);
    const seen = document.getElementById(`seen-${field.name}`);
    if (seen) body.set(seen.name, seen.value);
    kept.set(field, field.value);
  }
  try {
    const answer = await fetch(fields[0].getAttribute("hx-post"), { method: "POST", body, keepalive: true });
    for (const field of fields) if (!answer.ok) forget(field);
  } catch {
    fields.forEach(forget);
  }
}

function forget(field) {
  kept.delete(field);
  failed.add(field);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") sendRest();
});
window.addEventListener("pagehide", sendRest);

window.addEventListener("beforeunload", (event) => {
  const isLost = listOpen().some((field) => failed.has(field) || !navigator.onLine);
  if (isLost) event.preventDefault();
});
