// What is sent when the session has ended comes back after signing in: it waits in this
// window, for this person and this page, and goes with the window. The page to sign in is
// the witness that it did not arrive; any other page of the same person says that it did.
import { showToast } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");
const WAITS = isEnglish
  ? "What you typed was not submitted. Sign in, and it stands in its place again."
  : "您填的还没有提交。登录后会放回原处，再提交一次。";
const RESTORED = isEnglish
  ? "What you typed before is here again. It is not submitted yet."
  : "您先前填的已放回这里，还没有提交，请再提交一次。";
const ELSEWHERE = isEnglish ? "What you typed before is not submitted yet." : "您先前填的还没有提交。";
const GO_BACK = isEnglish ? "Back to that page" : "回到那一页";
const STORE = "sent";
const LEFT_OUT = new Set(["password", "file", "hidden", "submit", "button"]);
// These keep what is typed themselves.
const KEPT_OTHERWISE = "[data-unsent], [data-draft], [data-sample] *";

const person = document.body.dataset.person ?? "";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
}

function write(entry) {
  try {
    if (entry) sessionStorage.setItem(STORE, JSON.stringify(entry));
    else sessionStorage.removeItem(STORE);
  } catch {
    // A browser that keeps nothing gives nothing back.
  }
}

function listTyped(form) {
  return [...form.elements].filter(
    (field) => field.name && field.type && !LEFT_OUT.has(field.type) && field.type !== "fieldset",
  );
}

function readField(field) {
  return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
}

function wasChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}

function store(form) {
  const typed = listTyped(form).map((field) => [field.name, field.value, readField(field)]);
  const isWorth = listTyped(form).some(wasChanged) && !form.querySelector("[type=password]");
  write(isWorth ? { person, page: location.pathname + location.search, typed } : null);
}

function put(form, [name, value, now]) {
  for (const field of listTyped(form)) {
    if (field.name !== name) continue;
    if (typeof now === "boolean") {
      if (field.value === value) field.checked = now;
    } else if (!wasChanged(field)) {
      field.value = now;
    }
  }
}

function restore(entry) {
  const names = new Set(entry.typed.map(([name]) => name));
  const form = [...document.forms].find(
    (one) => one.method === "post" && [...names].every((name) => one.elements[name]),
  );
  if (location.pathname + location.search !== entry.page || !form) {
    showToast(ELSEWHERE, { href: entry.page, text: GO_BACK });
    return;
  }
  for (const field of entry.typed) put(form, field);
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.before(makeNotice(RESTORED));
}

function makeNotice(text) {
  const notice = document.createElement("div");
  const paragraph = document.createElement("p");
  notice.className = "notice notice-warning";
  notice.setAttribute("role", "status");
  paragraph.textContent = text;
  notice.append(paragraph);
  return notice;
}

function start() {
  const entry = read();
  if (!entry) return;
  if (!person) {
    const place = document.querySelector("[data-sign-in]");
    if (!place) return;
    write({ ...entry, isLost: true });
    place.prepend(makeNotice(WAITS));
  } else if (entry.person !== person || !entry.isLost) write(null);
  else restore(entry);
}

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!person || defaultPrevented || target.method !== "post") return;
  if (!target.matches(KEPT_OTHERWISE)) store(target);
});

start();
