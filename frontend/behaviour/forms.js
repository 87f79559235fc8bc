// Forms work without this file. Here: the cursor goes to the first wrong field,
// a typed form is not left by accident, a button is not pressed twice.
import { showToast } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");

function focusFirstWrongField(root) {
  const target = root.querySelector("form:not([data-sample] *) [aria-invalid='true']");
  if (target) target.focus({ preventScroll: false });
}

// What is wrong with a field while it is typed came without the field itself.
function markWrongFields(form) {
  for (const error of form.querySelectorAll(".field-error[role='alert']")) {
    const isWrong = error.childElementCount > 0;
    const field = error.closest(".field");
    const input = field.querySelector("input");
    field.classList.toggle("is-wrong", isWrong);
    if (isWrong) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-errormessage", error.id);
    } else {
      input.removeAttribute("aria-invalid");
    }
  }
}

const changedForms = new Set();

document.addEventListener("input", (event) => {
  // What is kept as it is typed may be left; see keeping.js.
  if (event.target.matches("[data-keeps]")) return;
  const form = event.target.closest("form[data-guard]");
  if (form) changedForms.add(form);
});

// The browser cuts what is pasted where a field may hold no more, and says nothing of it.
document.addEventListener("paste", (event) => {
  const { maxLength, readOnly, selectionStart, selectionEnd, value } = event.target;
  const pasted = event.clipboardData?.getData("text").replaceAll("\r\n", "\n") ?? "";
  if (!(maxLength > 0) || readOnly || selectionStart === null) return;
  const tooMany = value.length - (selectionEnd - selectionStart) + pasted.length - maxLength;
  if (tooMany > 0) showToast(tellCut(maxLength, Math.min(tooMany, pasted.length)));
});

function tellCut(most, number) {
  return isEnglish
    ? `Up to ${most} characters fit here: the last ${number} that you pasted were left out.`
    : `这里最多写 ${most} 字，粘贴的最后 ${number} 字没有放进来，请删短些。`;
}

document.addEventListener("submit", (event) => {
  changedForms.delete(event.target);
  if (event.defaultPrevented || event.target.hasAttribute("data-resend")) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.target.method === "post" && !event.target.matches("[hx-post]")) {
    event.target.dataset.sent = "yes";
  }
});

// A page that comes back from the browser's history may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

window.addEventListener("beforeunload", (event) => {
  if (changedForms.size) event.preventDefault();
});

// "None of these" stands alone: whichever was ticked last takes the other away.
document.addEventListener("change", (event) => {
  const { name, form, value, checked, dataset } = event.target;
  if (!dataset.alone || !checked) return;
  for (const other of form.querySelectorAll(`[name="${name}"]:checked`)) {
    if ((other.value === dataset.alone) !== (value === dataset.alone)) other.checked = false;
  }
}, true);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (button) window.print();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.title ||= isEnglish ? "Print" : "打印";
}

focusFirstWrongField(document);
document.body.addEventListener("htmx:afterSwap", (event) => focusFirstWrongField(event.target));
document.body.addEventListener("htmx:afterSettle", (event) => {
  const form = event.target.closest?.("form");
  if (form) markWrongFields(form);
});
