// The checker as you write: what was typed is sent to this server a moment after the last key, looked at, and not kept.
// Without this script the button “Check the words” does the same.
const PAUSE = 700;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? window.wagtailConfig?.CSRF_TOKEN ?? "";

export function watch(part, read, box) {
  const status = part.querySelector(".app-checked__status");
  const found = part.querySelector(".app-checked__found");
  let timer, asked, last;

  const show = (answer) => {
    const typed = new Map([...found.querySelectorAll("input")].map((one) => [one.name, one.value]));
    const open = new Set([...found.querySelectorAll("details[open] input")].map((one) => one.name));
    const doc = new DOMParser().parseFromString(answer, "text/html");
    const at = document.activeElement?.name;
    found.replaceChildren(...doc.querySelector(".app-checked__found").childNodes);
    for (const input of found.querySelectorAll("input")) {
      if (typed.has(input.name)) input.value = typed.get(input.name);
      if (open.has(input.name)) input.closest("details").open = true;
      if (at && input.name === at) input.focus();
    }
    const said = doc.querySelector(".app-checked__status").textContent.trim();
    if (status.textContent !== said) status.textContent = said;
  };

  const ask = async () => {
    const text = read();
    if (text === last) return;
    last = text;
    asked?.abort();
    if (!text.trim()) {
      status.textContent = "";
      found.replaceChildren();
      return;
    }
    asked = new AbortController();
    const body = new URLSearchParams({ text, name: part.dataset.name, kind: part.dataset.kind, csrfmiddlewaretoken: token() });
    try {
      const answer = await fetch(part.dataset.checked, { method: "POST", body, signal: asked.signal, headers: { "X-CSRFToken": token() } });
      if (answer.ok) show(await answer.text());
      else last = undefined;
    } catch (problem) {
      if (problem.name !== "AbortError") last = undefined; // no network: the words are still here, and nothing is lost
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  box.addEventListener("input", later);
  box.addEventListener("focusin", later);
}

for (const part of document.querySelectorAll(".app-checked[data-checked]")) {
  const box = document.getElementById(part.dataset.for);
  const button = part.querySelector(".app-checked__button");
  if (!box) continue;
  if (button) button.remove(); // so that Enter in a box saves, as before
  watch(part, () => box.value, box);
}
