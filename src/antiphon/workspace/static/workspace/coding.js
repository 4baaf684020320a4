// Enhancement only: one key for each decision on the reading screen. Every key presses something that is on the page.
const form = document.getElementById("reading");
const keys = document.getElementById("keys");
const toggle = document.getElementById("keys-switch");
const KEPT = "antiphon.coding.keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

if (form && keys) {
  let on = true;
  try { on = localStorage.getItem(KEPT) !== "off"; } catch { /* storage may be closed; keys then stay on */ }
  keys.hidden = false;

  const show = () => {
    toggle.textContent = on ? "Keys are on" : "Keys are off";
    toggle.setAttribute("aria-pressed", String(on));
    document.body.classList.toggle("app-keys-on", on);
  };
  for (const control of form.querySelectorAll("[data-key]")) {
    const label = form.querySelector(`label[for="${control.id}"]`);
    const mark = document.createElement("kbd");
    mark.className = "app-key";
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = control.dataset.key;
    label?.append(" ", mark);
  }
  toggle.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* it holds for this page only */ }
    show();
  });
  show();

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || at.closest?.(TYPING)) return;
    if (event.key === "?") {
      keys.open = !keys.open;
      event.preventDefault();
      return;
    }
    if (!on) return;
    if (event.key === "Enter") {
      // A button, a link and a fold keep their own Enter.
      if (at.closest("a, button, summary")) return;
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "s") {
      document.getElementById("skip")?.requestSubmit();
    } else {
      const control = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!control) return;
      control.click();
      control.focus();
      event.preventDefault();
    }
  });
}
