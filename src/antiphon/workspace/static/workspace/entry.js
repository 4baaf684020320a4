// Keying in sheets: Enter goes to the next box, Ctrl + Enter saves, Alt + R writes [cannot read]. Without this script
// the form works all the same: Tab goes on, and Enter in a one-line box saves.
const form = document.querySelector("form[data-entry]");

if (form) {
  const boxes = () => [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[type=submit]")]
    .filter((one) => one.offsetParent !== null && !one.disabled);
  const next = (from) => {
    const all = boxes();
    all[Math.min(all.indexOf(from) + 1, all.length - 1)].focus();
  };
  const save = () => form.querySelector("button[type=submit]").click();

  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      save();
    } else if (event.key === "Enter" && !event.shiftKey && at.matches("input, select")) {
      event.preventDefault();
      next(at);
    } else if (event.altKey && event.key.toLowerCase() === "r" && at.matches("textarea, input[type=text]")) {
      event.preventDefault();
      at.setRangeText(at.matches("textarea") ? "[cannot read]" : "?", at.selectionStart, at.selectionEnd, "end");
    }
  });

  // What the typed numbers mean, said beside the box.
  for (const box of form.querySelectorAll("input[aria-describedby]")) {
    const hint = document.getElementById(box.getAttribute("aria-describedby").split(" ")[0]);
    const options = new Map([...(hint?.textContent ?? "").matchAll(/(\d+) ([^·]+?)(?= ·|$|\. )/g)].map((one) => [one[1], one[2].trim()]));
    if (options.size < 2) continue;
    const said = document.createElement("p");
    said.className = "app-typed";
    said.setAttribute("aria-live", "polite");
    box.insertAdjacentElement("afterend", said);
    const tell = () => {
      const numbers = box.value.split(/[:a-z]/i)[0].match(/\d+/g) ?? [];
      said.textContent = numbers.map((one) => options.get(one) ?? `${one}: not on the sheet`).join(", ");
    };
    box.addEventListener("input", tell);
    tell();
  }
}
