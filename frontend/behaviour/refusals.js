// What is said of answers that did not get through: why, and where they are meanwhile.
import { makeLink } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");
const CHINESE = {
  waiting: "没有网络。答案已存在这台设备里，连上网自动送出。",
  stays: "没有网络，先留在这一页。答案已存在这台设备里，连上网再点一次。",
  sending: "正在送出存在这台设备里的答案。",
  sent: "存在这台设备里的答案已送出。",
  caughtUp: "先前没有保存的已经补上，都保存了，还没有提交。",
  notKept: "没有保存：",
  signedOut: "没有保存：您已退出登录。",
  stored: "填的内容先存在这台设备里，登录后自动补上。",
  copy: "这个浏览器存不下内容，请先复制再登录。",
  signIn: "去登录，再回到这一页",
  staysHere: "您填的还在这一页，可以复制。",
  broken: "没有连上服务器，您填写的内容还在，请稍后再试。",
};
const ENGLISH = {
  waiting: "No network. Your answers are kept on this device and go out by themselves once there is one.",
  stays: "No network, so this page stays. Your answers are kept on this device; try again once you are online.",
  sending: "Sending what was kept on this device.",
  sent: "What was kept on this device has been sent.",
  caughtUp: "What had not been saved is filled in again. Everything is saved, nothing is submitted yet.",
  notKept: "Not saved: ",
  signedOut: "Not saved: you are signed out. ",
  stored: "Your answers are kept on this device and filled in again once you sign in.",
  copy: "This browser keeps nothing, so please copy your answers before you sign in.",
  signIn: "Sign in and come back here",
  staysHere: " What you typed is still on this page, to be copied.",
  broken: "The request did not get through. What you typed is kept; please try again.",
};
export const texts = isEnglish ? ENGLISH : CHINESE;

const PLACES = "[data-unsent-state]";
const STATES = "[data-kept-state]";

// What a page or part of a page of ours says of why it takes nothing.
export function readReason(html) {
  const told = new DOMParser().parseFromString(html, "text/html");
  return told.querySelector("p[data-refusal], [data-refusal] p")?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

export function tell(form, text) {
  for (const place of form.querySelectorAll(PLACES)) {
    place.className = "quiet";
    place.textContent = text;
  }
}

// Beside it nothing else is said of what is kept.
function warn(form, text, link) {
  for (const place of form.querySelectorAll(PLACES)) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    place.className = "notice notice-warning";
    place.replaceChildren(paragraph);
    if (link) place.append(makeButton(link));
  }
  for (const state of form.querySelectorAll(STATES)) state.hidden = true;
}

function makeButton(link) {
  const button = makeLink(link);
  button.className = "btn btn-primary";
  return button;
}

export function tellSignedOut(form, { signIn, isStored }) {
  const next = encodeURIComponent(location.pathname + location.search);
  const link = { href: `${signIn}?next=${next}`, text: texts.signIn };
  noteStored(form, isStored);
  warn(form, texts.signedOut + (isStored ? texts.stored : texts.copy), link);
}

export function tellRefusal(form, { reason, isStored }) {
  noteStored(form, isStored && !reason);
  if (reason) warn(form, texts.notKept + reason + texts.staysHere);
  else tell(form, texts.broken);
}

// What is kept on the device may be left without a question.
function noteStored(form, isStored) {
  if (isStored) form.dataset.stored = "yes";
  else delete form.dataset.stored;
}

export function hideRefusal(form) {
  noteStored(form, false);
  for (const state of form.querySelectorAll(STATES)) state.hidden = false;
  for (const place of form.querySelectorAll(`${PLACES}.notice`)) {
    place.className = "quiet";
    place.replaceChildren();
  }
}
