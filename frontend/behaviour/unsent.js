// Answers that did not get through stay in this browser, for this person and this page:
// without a line, they go out by themselves once it is back; signed out, they stand on the
// page again after signing in. Each goes with what was known to be kept before it, so that
// none is taken that was given otherwise since.
import htmx from "htmx.org";
import { BY_SCRIPT, gather, listGroup, listOpen, post, readKnown, readNow } from "./keeping.js";
import { hideRefusal, readReason, tell, tellRefusal, tellSignedOut, texts } from "./refusals.js";
import { showToast } from "./toasts.js";
import { listWords, showWords } from "./words.js";

const FORM = "form[data-unsent]";
const TOKEN = "csrfmiddlewaretoken";
const KEPT_DAYS = 30;
const DAY = 24 * 3600 * 1000;
const RETRY_AFTER = 10_000;
const NEVER_TAKEN = [404, 409, 422];
const SIGNED_OUT = 401;
const ANSWERED_BESIDE = [409, 422];
const EXPIRED = "kit.form_expired";

const person = document.querySelector("[data-unsent]")?.dataset.unsent;
const prefix = `unsent/${person}`;
const here = prefix + location.pathname;
// What was kept on this device and is said otherwise by now, to be copied.
let superseded = {};
let isUnreached = false;
let isCatchingUp = false;
let isSignedOut = false;
let isRenewing = false;
let retry;
// The note that there is no line; it goes once there is one.
let lineNote;

// A form that htmx writes anew is another element.
function getForm() {
  return document.querySelector(FORM);
}

function isOurs(element) {
  return Boolean(element.closest?.(FORM));
}

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
  const form = getForm();
  // What was stored when it was sent stays until the next page says what became of it.
  if (form.dataset.sent) return;
  const open = listOpen().filter((field) => field.form === form);
  const fields = { ...superseded };
  for (const field of open) fields[field.name] = describe(field);
  if (!Object.keys(fields).length) {
    localStorage.removeItem(here);
    return;
  }
  const body = open.length ? gather(form, open) : new FormData();
  body.delete(TOKEN);
  for (const field of open) body.set(`was-${field.name}`, readKnown(field));
  const isResent = "resends" in form.dataset;
  localStorage.setItem(here, JSON.stringify({ at: Date.now(), fields, body: [...body], isResent }));
}

function describe(field) {
  const label = document.querySelector(`label[for="${field.id}"]`)?.firstChild?.textContent;
  return { known: readKnown(field), value: readNow(field), label: label?.trim() ?? "" };
}

function tryToStore() {
  try {
    store();
    return true;
  } catch {
    // A browser that keeps nothing says nothing of keeping.
    return false;
  }
}

function noteLine(text) {
  lineNote?.remove();
  lineNote = showToast(text);
}

function noteUnreached() {
  if (!isUnreached) noteLine(texts.waiting);
  isUnreached = true;
  tell(getForm(), texts.waiting);
  tryToStore();
  clearTimeout(retry);
  retry = setTimeout(sendOpen, RETRY_AFTER);
}

// The first answer that gets through lets the others follow at once.
function noteReached() {
  clearTimeout(retry);
  lineNote?.remove();
  tryToStore();
  isSignedOut = isRenewing = false;
  hideRefusal(getForm());
  if (isUnreached) {
    isUnreached = false;
    isCatchingUp = true;
    sendOpen();
  }
  if (!isCatchingUp || listOpen().length) return;
  isCatchingUp = false;
  tell(getForm(), "resends" in getForm().dataset ? texts.sent : texts.caughtUp);
}

function noteAnswer(answer) {
  const isBeside = ANSWERED_BESIDE.includes(answer.status) && answer.html.includes("data-unkept");
  if (answer.isKept || isBeside) noteReached();
  else if (answer.status === SIGNED_OUT) noteSignedOut(answer.signIn);
  else if (answer.problem === EXPIRED && !isRenewing) renew();
  else noteRefused(answer);
}

function noteSignedOut(signIn) {
  clearTimeout(retry);
  lineNote?.remove();
  const isStored = tryToStore();
  if (!isSignedOut) showToast(texts.signedOut);
  isSignedOut = true;
  isRenewing = false;
  tellSignedOut(getForm(), { signIn, isStored });
}

function noteRefused({ html }) {
  clearTimeout(retry);
  lineNote?.remove();
  const isStored = tryToStore();
  const reason = readReason(html);
  showToast(reason ? texts.notKept + reason : texts.broken);
  tellRefusal(getForm(), { reason, isStored });
}

// Who signed in again in another window has another token; somebody else takes nothing over.
async function renew() {
  isRenewing = true;
  try {
    const answer = await fetch(location.href, { headers: BY_SCRIPT });
    const html = await answer.text();
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const token = fresh.querySelector(`${FORM} [name="${TOKEN}"]`)?.value;
    const isSame = fresh.querySelector(FORM)?.dataset.unsent === person;
    if (answer.status === SIGNED_OUT) noteSignedOut(answer.headers.get("X-Sign-In"));
    else if (isSame && token) goOnWith(token);
    else noteRefused({ html: "" });
  } catch {
    noteUnreached();
  }
}

function goOnWith(token) {
  for (const one of document.querySelectorAll(`[name="${TOKEN}"]`)) one.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  isCatchingUp = true;
  sendOpen();
}

function sendOpen() {
  for (const field of listOpen()) {
    const group = listGroup(field);
    htmx.trigger(group.find((one) => one.checked) ?? field, "change");
  }
}

function put(field, value) {
  for (const one of listGroup(field)) {
    if (one.type === "radio" || one.type === "checkbox") {
      one.checked = value.split(" ").includes(one.value);
    } else {
      one.value = value;
    }
  }
}

function findField(name) {
  const named = [...getForm().elements].find((one) => one.name === name);
  return named ? listGroup(named)[0] : null;
}

function isAsBefore([name, { known }]) {
  return getForm().elements[`was-${name}`]?.value === known;
}

// What this page still shows as it did is filled in again; of the rest the server judges, or
// whoever typed it.
function restore() {
  const entry = read(here);
  if (!entry) return;
  const kept = Object.entries(entry.fields);
  if ("resends" in getForm().dataset && !kept.every(isAsBefore)) {
    sendStored(here);
    return;
  }
  for (const [name, one] of kept) {
    const field = findField(name);
    if (field && readNow(field) === one.value) continue;
    if (field && readKnown(field) === one.known) put(field, one.value);
    else superseded[name] = one;
  }
  showWords(listWords(superseded), forget);
  if (!listOpen().length) {
    tryToStore();
    return;
  }
  tell(getForm(), texts.sending);
  isUnreached = true;
  sendOpen();
}

function forget() {
  superseded = {};
  if (getForm()) tryToStore();
  else localStorage.removeItem(here);
}

// The page takes nothing any more: what was handed in by the reader is not kept twice.
function giveBack() {
  const entry = read(here);
  if (!entry) return;
  if (document.querySelector("[data-unsent-over]")) localStorage.removeItem(here);
  else showWords(listWords(entry.fields), forget);
}

async function sendStored(key) {
  const entry = read(key);
  const token = document.querySelector(`[name="${TOKEN}"]`)?.value;
  if (!entry || !token) return;
  const body = new FormData();
  for (const [name, value] of [...entry.body, [TOKEN, token], ["go", "resend"]]) {
    body.append(name, value);
  }
  try {
    const answer = await post(key.slice(prefix.length), body);
    if (answer.isKept || NEVER_TAKEN.includes(answer.status)) localStorage.removeItem(key);
    if (answer.isKept) showToast(texts.sent);
  } catch {
    // It waits for the next page or the next time the line is back.
  }
}

function sendOthers() {
  for (const key of Object.keys(localStorage)) {
    const isOther = key.startsWith(`${prefix}/`) && key !== here;
    if (isOther && read(key)?.isResent) sendStored(key);
  }
}

async function goOnIfReached(form, submitter) {
  try {
    // Any answer at all says that the line is there.
    await fetch(location.href, { method: "HEAD" });
  } catch {
    stay(form);
    return;
  }
  isUnreached = false;
  form.requestSubmit(submitter);
}

function stay(form) {
  isUnreached = true;
  tryToStore();
  tell(form, texts.stays);
  noteLine(texts.stays);
}

// What nobody came back for does not stay on a device that others use too.
function sweep() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("unsent/") && !read(key)) localStorage.removeItem(key);
  }
}

function start() {
  try {
    sweep();
    if (!person) return;
    sendOthers();
    if (getForm()) restore();
    else giveBack();
  } catch {
    // Without a store there is nothing to send.
  }
}

if (getForm()) {
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => isOurs(event.target) && tryToStore());
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => isOurs(event.target) && noteUnreached());
  }
  document.addEventListener("keeping:answered", (event) => noteAnswer(event.detail));
  // Before forms.js notes that everything was sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(FORM)) return;
    tryToStore();
    if (navigator.onLine && !isUnreached) return;
    event.preventDefault();
    if (navigator.onLine) goOnIfReached(event.target, event.submitter);
    else stay(event.target);
  }, true);
  // Back from the window in which one signed in again.
  document.addEventListener("visibilitychange", () => {
    if (isSignedOut && document.visibilityState === "visible") renew();
  });
}
window.addEventListener("online", () => {
  if (!person) return;
  sendOthers();
  if (!getForm()) return;
  if (listOpen().length) sendOpen();
  else noteReached();
});
if (document.readyState === "complete") start();
else window.addEventListener("load", start);
