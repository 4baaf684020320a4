// Enhancement only: a question that follows from another one on the same page is hidden until it is asked.
// Without script all of them are shown, each with a line that says who answers it; the server settles it either way.
const asked = [...document.querySelectorAll("[data-app-only]")].map(part => ({ part, rests: JSON.parse(part.dataset.appOnly) }));
const chosen = name => [...document.querySelectorAll(`[name="${CSS.escape(name)}"]:checked`)]
  .filter(box => !box.closest("[data-app-only][hidden]")).map(box => box.value);
const settle = () => {
  for (const { part, rests } of asked) {
    part.hidden = !rests.every(rest => chosen(rest.name).some(value => rest.options.includes(value)));
  }
};
if (asked.length) {
  document.addEventListener("change", settle);
  window.addEventListener("pageshow", settle);
  settle();
}
