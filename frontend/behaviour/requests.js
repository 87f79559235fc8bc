// htmx reads its settings from <meta name="htmx-config">; ui/base.html writes them.
import htmx from "htmx.org";
import { texts } from "./refusals.js";
import { showToast } from "./toasts.js";

const isEnglish = document.documentElement.lang.startsWith("en");
const LEFT = isEnglish ? "You are signed out." : "您已退出登录。";
const SIGN_IN = isEnglish ? "Sign in" : "去登录";
const SIGNED_OUT = 401;

window.htmx = htmx;
// A form that sends by itself later says so, see unsent.js.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    if (!event.target.closest("form[data-unsent]")) showToast(texts.broken);
  });
}
document.body.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  // What says why it was refused is shown beside its field or in its form, see unsent.js.
  if (responseText.includes("data-unkept") || event.target.closest("form[data-unsent]")) return;
  if (status === SIGNED_OUT) showToast(LEFT, { href: location.href, text: SIGN_IN });
  else showToast(texts.broken);
});
