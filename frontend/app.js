import "./app.scss";
import "./behaviour/requests.js";
import "./behaviour/menus.js";
import "./behaviour/forms.js";
import "./behaviour/uploader.js";
import "./behaviour/picker.js";
import "./behaviour/printing.js";
import "./behaviour/toasts.js";
