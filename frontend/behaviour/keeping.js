// Answers are kept while they are typed: htmx sends each after a pause, and what is still
// in hand goes out when the page is left or put aside. Without this file nothing is said
// to be kept that is not: the form is sent by its button.
const KEPT = "[data-keeps]";
const CHOICES = "input[type=radio], input[type=checkbox]";
const WHOLE_FORM = "*";
const CONFLICT = 409;
const WRONG = 422;
const PROBLEM = "X-Problem";
const SIGN_IN = "X-Sign-In";
export const BY_SCRIPT = { "X-Requested-With": "XMLHttpRequest" };
const isEnglish = document.documentElement.lang.startsWith("en");
const SEE_FIRST = isEnglish ? "See the first" : "看第一项";
const kept = new WeakMap();
const sending = new WeakMap();
const failed = new WeakSet();
const refused = new WeakSet();

// The circles or boxes of one question are one answer, known by the first of them.
export function listGroup(field) {
  if (!field.matches(CHOICES)) return [field];
  return [...field.form.elements].filter((one) => one.name === field.name);
}

function findFirst(field) {
  return listGroup(field)[0];
}

export function readNow(field) {
  if (!field.matches(CHOICES)) return field.value;
  return join(listGroup(field).filter((one) => one.checked));
}

function readFirst(field) {
  if (field.matches(CHOICES)) return join(listGroup(field).filter((one) => one.defaultChecked));
  if (!field.options) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
}

function join(choices) {
  return choices.map((one) => one.value).join(" ");
}

function readKept(first) {
  return kept.has(first) ? kept.get(first) : readFirst(first);
}

// What is on its way is what the server will know.
export function readKnown(field) {
  const first = findFirst(field);
  return sending.has(first) ? sending.get(first) : readKept(first);
}

// Put back while the change is on its way, an answer is open as well; what is on its way
// may not arrive and counts as open until it does.
function isOpen(field) {
  const first = findFirst(field);
  const now = readNow(first);
  return (now !== readKept(first) || now !== readKnown(first)) && !first.form.dataset.sent;
}

export function listOpen() {
  const firsts = new Set([...document.querySelectorAll(KEPT)].map(findFirst));
  return [...firsts].filter(isOpen);
}

// Only what the page itself answers was read by the server: a problem, the page to sign in
// and whatever else stands in between kept nothing.
function hasKept({ status, problem, isElsewhere }) {
  return !problem && !isElsewhere && ((status >= 200 && status < 300) || status === WRONG);
}

// What came back, whichever way it was sent; see unsent.js for what is told of it.
function announce(form, answer) {
  form.dispatchEvent(new CustomEvent("keeping:answered", { bubbles: true, detail: answer }));
}

function readAnswer({ status, html, address, askedFor, header }) {
  const isElsewhere = Boolean(address) && new URL(address).pathname !== askedFor;
  const answer = { status, html, isElsewhere, problem: header(PROBLEM), signIn: header(SIGN_IN) };
  return { ...answer, isKept: hasKept(answer) };
}

function readXhr(xhr, path) {
  return readAnswer({
    status: xhr.status,
    html: xhr.responseText,
    address: xhr.responseURL,
    askedFor: new URL(path, location.href).pathname,
    header: (name) => xhr.getResponseHeader(name),
  });
}

// A problem holds nothing that belongs into the form.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const isOfForm = requestConfig.elt.closest("form[data-unsent]");
  if (isOfForm && !readXhr(xhr, requestConfig.path).isKept) event.detail.shouldSwap = false;
});

// A form that was just sent has everything, and what is kept is not sent again.
document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.target;
  if (!field.matches(KEPT)) return;
  if (isOpen(field)) sending.set(findFirst(field), readNow(field));
  else event.preventDefault();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = event.target.closest("form[data-unsent]");
  const answer = xhr?.status ? readXhr(xhr, requestConfig.path) : null;
  if (event.target.matches(KEPT)) noteAnswer(findFirst(event.target), answer);
  if (form && answer) announce(form, answer);
});

function noteAnswer(first, answer) {
  if (!sending.has(first)) return;
  note(first, sending.get(first), answer?.isKept);
  sending.delete(first);
  if (answer?.status === CONFLICT) showUnkept(answer.html);
  showState();
}

// What is told of the whole form is never better than what is told of one answer; by now
// htmx has put in that all is kept.
function showState() {
  const state = document.getElementById("kept");
  const unkept = document.querySelectorAll("[data-unkept]");
  if (!state || !unkept.length) return;
  const link = document.createElement("a");
  const first = document.getElementsByName(unkept[0].dataset.unkept)[0];
  link.href = `#${first.id}`;
  link.textContent = SEE_FIRST;
  link.addEventListener("click", () => first.focus());
  state.className = "notice notice-warning";
  state.replaceChildren(tellUnkept(unkept.length), link);
}

function tellUnkept(number) {
  if (!isEnglish) return `有 ${number} 项没有保存：别人同时改过。`;
  const told = number === 1 ? "1 answer is" : `${number} answers are`;
  return `${told} not saved: somebody else changed the same. `;
}

function note(field, value, isKept) {
  if (isKept) {
    kept.set(field, value);
    failed.delete(field);
    refused.delete(field);
    document.getElementById(nameUnkept(field.name))?.remove();
  } else {
    failed.add(field);
  }
}

// Somebody else changed the same answer: it is told beside the field, which keeps what
// was typed.
function showUnkept(html) {
  const told = new DOMParser().parseFromString(html, "text/html");
  for (const one of told.querySelectorAll("[data-unkept]")) {
    const field = document.getElementsByName(one.dataset.unkept)[0];
    if (!field) continue;
    refused.add(field);
    one.id = nameUnkept(field.name);
    const before = document.getElementById(one.id);
    if (before) before.replaceWith(one);
    else (field.closest(".field") ?? field).append(one);
  }
}

function nameUnkept(name) {
  return `unkept-${name}`;
}

function sendRest() {
  const byForm = new Map();
  const open = listOpen();
  // What was refused before goes alone, so that the others are kept.
  for (const field of open.filter((one) => refused.has(one))) send(field.form, [field]);
  const rest = open.filter((one) => !refused.has(one));
  for (const field of rest) byForm.set(field.form, [...(byForm.get(field.form) ?? []), field]);
  for (const [form, fields] of byForm) send(form, fields);
}

export function gather(form, fields) {
  if (fields.some((field) => field.dataset.keeps === WHOLE_FORM)) return new FormData(form);
  const body = new FormData();
  const along = fields.flatMap((field) => field.dataset.keeps.split(" ").filter(Boolean));
  for (const name of new Set(["csrfmiddlewaretoken", ...along])) {
    const inForm = [...form.querySelectorAll(`[name="${name}"]`)];
    const hidden = inForm.length ? inForm : [document.getElementById(name)].filter(Boolean);
    for (const one of hidden) body.append(name, one.value);
  }
  for (const one of fields.flatMap(listGroup)) {
    if (!one.matches(CHOICES) || one.checked) body.append(one.name, one.value);
  }
  return body;
}

async function send(form, fields) {
  const body = gather(form, fields);
  body.set("go", "keep");
  for (const field of fields) kept.set(field, readNow(field));
  const address = fields[0].getAttribute("hx-post") || form.action;
  try {
    const answer = await post(address, body);
    if (answer.isKept) noteKept(fields, answer.html);
    else fields.forEach(forget);
    if (answer.status === CONFLICT) showUnkept(answer.html);
    showState();
    announce(form, answer);
  } catch {
    fields.forEach(forget);
  }
}

export async function post(address, body) {
  const answer = await fetch(address, { method: "POST", body, keepalive: true, headers: BY_SCRIPT });
  return readAnswer({
    status: answer.status,
    html: await answer.text(),
    address: answer.url,
    askedFor: new URL(address, location.href).pathname,
    header: (name) => answer.headers.get(name),
  });
}

// What is kept was seen by who typed it: the page may be come back to.
function noteKept(fields, html) {
  for (const field of fields) note(field, kept.get(field), true);
  const told = new DOMParser().parseFromString(html, "text/html");
  const state = told.getElementById("kept");
  if (state) document.getElementById("kept")?.replaceWith(state);
  for (const seen of told.querySelectorAll("input[id^='seen-']")) {
    const here = document.getElementById(seen.id);
    if (here) here.value = seen.value;
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
  const isLost = listOpen().some(
    (field) => !field.form.dataset.stored && (failed.has(field) || !navigator.onLine),
  );
  if (isLost) event.preventDefault();
});
