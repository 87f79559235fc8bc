// Copies a link; where the browser lets no script do so, the text is selected for the hand.
import { showToast } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");
const DONE = isEnglish ? "Copied. Paste it where you want to open it." : "已复制，粘贴到要打开的地方就行。";
const BY_HAND = isEnglish ? "Please copy the selected link yourself." : "没能自动复制，请长按选中的链接复制。";

async function copy(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    input.focus();
    input.select();
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const input = document.getElementById(button.dataset.copies);
    showToast((await copy(input)) ? DONE : BY_HAND);
  });
}
