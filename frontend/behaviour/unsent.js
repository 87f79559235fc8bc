// Answers that did not get through stay in this browser, for this person and this page,
// and go out by themselves once the line is back. Each goes with what was known to be
// kept before it, so that the server takes none that was given otherwise since.
import htmx from "htmx.org";
import { gather, listGroup, listOpen, readKnown, readNow } from "./keeping.js";
import { showToast } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");
const WAITING = isEnglish
  ? "No network. Your answers are kept on this device and go out by themselves once there is one."
  : "没有网络。答案已存在这台设备里，连上网自动送出。";
const STAYS = isEnglish
  ? "No network, so this page stays. Your answers are kept on this device; go on once you are online."
  : "没有网络，先留在这一页。答案已存在这台设备里，连上网再点下一步。";
const SENT = isEnglish ? "What was kept on this device has been sent." : "存在这台设备里的答案已送出。";
const FORM = "form[data-unsent]";
const LEFT_OUT = "csrfmiddlewaretoken";
const KEPT_DAYS = 30;
const DAY = 24 * 3600 * 1000;
const RETRY_AFTER = 10_000;
const NEVER_TAKEN = [404, 409, 422];

const form = document.querySelector(FORM);
const person = document.querySelector("[data-unsent]")?.dataset.unsent;
const prefix = `unsent/${person}`;
let isUnreached = false;
let isCatchingUp = false;
let retry;

function read(key) {
  try {
    const found = JSON.parse(localStorage.getItem(key));
    return found && Date.now() - found.at < KEPT_DAYS * DAY ? found : null;
  } catch {
    return null;
  }
}

// What is open is written anew each time: what was kept meanwhile falls away.
function store() {
  const open = listOpen().filter((field) => field.form === form);
  const key = prefix + location.pathname;
  if (!open.length) {
    localStorage.removeItem(key);
    return;
  }
  const body = gather(form, open);
  const fields = {};
  body.delete(LEFT_OUT);
  for (const field of open) {
    body.set(`was-${field.name}`, readKnown(field));
    fields[field.name] = { known: readKnown(field), value: readNow(field) };
  }
  const entry = { at: Date.now(), fields, body: [...body] };
  localStorage.setItem(key, JSON.stringify(entry));
}

function tryToStore() {
  try {
    store();
  } catch {
    // A browser that keeps nothing says nothing of keeping.
  }
}

function tell(text) {
  form.querySelector("[data-unsent-state]").textContent = text;
}

function noteUnreached() {
  if (!isUnreached) showToast(WAITING);
  isUnreached = true;
  tell(WAITING);
  tryToStore();
  clearTimeout(retry);
  retry = setTimeout(sendOpen, RETRY_AFTER);
}

// The first answer that gets through lets the others follow at once.
function noteReached() {
  clearTimeout(retry);
  tryToStore();
  if (isUnreached) {
    isUnreached = false;
    isCatchingUp = true;
    sendOpen();
  }
  if (!isCatchingUp || listOpen().length) return;
  isCatchingUp = false;
  tell(SENT);
}

function sendOpen() {
  for (const field of listOpen()) {
    const group = listGroup(field);
    htmx.trigger(group.find((one) => one.checked) ?? field, "change");
  }
}

function put(name, value) {
  const group = listGroup(form.elements[name][0] ?? form.elements[name]);
  for (const one of group) {
    if (one.type === "text") one.value = value;
    else one.checked = value.split(" ").includes(one.value);
  }
}

// What this page still shows as it did is filled in again; of the rest the server judges.
function restore() {
  const key = prefix + location.pathname;
  const entry = read(key);
  if (!entry) return;
  const isAsBefore = ([name, { known }]) => form.elements[`was-${name}`]?.value === known;
  if (!Object.entries(entry.fields).every(isAsBefore)) {
    sendStored(key);
    return;
  }
  for (const [name, { value }] of Object.entries(entry.fields)) put(name, value);
  tell(WAITING);
  isUnreached = true;
  sendOpen();
}

async function sendStored(key) {
  const entry = read(key);
  const token = document.querySelector(`[name="${LEFT_OUT}"]`)?.value;
  if (!entry || !token) return;
  const body = new FormData();
  for (const [name, value] of [...entry.body, [LEFT_OUT, token], ["go", "resend"]]) {
    body.append(name, value);
  }
  try {
    const answer = await fetch(key.slice(prefix.length), { method: "POST", body });
    // Unread, it would hold one of the few lines to the server.
    await answer.text();
    const isOver = NEVER_TAKEN.includes(answer.status);
    if ((answer.ok && !answer.redirected) || isOver) localStorage.removeItem(key);
    if (answer.ok && !answer.redirected) showToast(SENT);
  } catch {
    // It waits for the next page or the next time the line is back.
  }
}

function sendOthers() {
  const here = form ? prefix + location.pathname : "";
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`${prefix}/`) && key !== here) sendStored(key);
  }
}

async function goOnIfReached(submitter) {
  try {
    // Any answer at all says that the line is there.
    await fetch(location.href, { method: "HEAD" });
  } catch {
    stay();
    return;
  }
  isUnreached = false;
  form.requestSubmit(submitter);
}

function stay() {
  isUnreached = true;
  tryToStore();
  tell(STAYS);
  showToast(STAYS);
}

function start() {
  if (!person) return;
  try {
    sendOthers();
    if (form) restore();
  } catch {
    // Without a store there is nothing to send.
  }
}

if (form) {
  for (const name of ["input", "change"]) form.addEventListener(name, tryToStore);
  for (const name of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(name, noteUnreached);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (form.contains(event.target) && event.detail.xhr?.status) noteReached();
  });
  form.addEventListener("submit", (event) => {
    tryToStore();
    if (navigator.onLine && !isUnreached) return;
    event.preventDefault();
    if (navigator.onLine) goOnIfReached(event.submitter);
    else stay();
  });
}
window.addEventListener("online", () => {
  if (!person) return;
  sendOthers();
  if (!form) return;
  if (listOpen().length) sendOpen();
  else noteReached();
});
if (document.readyState === "complete") start();
else window.addEventListener("load", start);
