// What is noted where there is no network stays in this browser: every field as it is
// typed, and a form that could not be sent goes out when the connection is back. The
// server keeps what comes twice once, so that a lost answer does no harm.
const isEnglish = document.documentElement.lang.startsWith("en");
const KEPT = isEnglish ? "Kept on this phone." : "已存在这台手机里。";
const WAITING = isEnglish
  ? "No network. It is kept on this phone and goes out by itself once there is one."
  : "没有网络。已存在这台手机里，连上网自动送出。";
const RESTORED = isEnglish ? "What you noted before is here again." : "上次没送出的已经找回来了。";
const LEFT_OUT = ["csrfmiddlewaretoken"];
const KEPT_DAYS = 30;
const DAY = 24 * 3600 * 1000;

const nameOf = (form) => `draft/${form.dataset.draft}`;

function read(form) {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(form)));
    return draft && Date.now() - draft.at < KEPT_DAYS * DAY ? draft : null;
  } catch {
    return null;
  }
}

function keep(form, isWaiting) {
  const values = Object.fromEntries(
    [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name)),
  );
  try {
    localStorage.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values, isWaiting }));
    tell(form, isWaiting ? WAITING : KEPT);
  } catch {
    // A browser that keeps nothing says nothing of keeping.
  }
}

function tell(form, text) {
  form.querySelector("[data-draft-state]").textContent = text;
}

function restore(form) {
  const draft = read(form);
  if (!draft) return;
  for (const [name, value] of Object.entries(draft.values)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  tell(form, RESTORED);
  if (draft.isWaiting) send(form);
}

async function send(form) {
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const body = new FormData(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.redirected) {
      // Refused, or signed out: the browser shows the answer as of any form.
      keep(form, false);
      form.submit();
      return;
    }
    // Only the page it leads to, not the one to sign in, says that it was kept.
    if (new URL(answer.url).pathname === form.dataset.leadsTo) localStorage.removeItem(nameOf(form));
    location.assign(answer.url);
  } catch {
    keep(form, true);
  } finally {
    delete form.dataset.sending;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  // A form that came back with what is wrong holds what was sent, and that is newer.
  if (!form.querySelector("[aria-invalid='true'], .error-summary")) restore(form);
  form.addEventListener("input", () => keep(form, false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(form, true);
    send(form);
  });
}

window.addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (read(form)?.isWaiting) send(form);
  }
});
