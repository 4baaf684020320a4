// The checker in the content editor: reads every box of words on the page, a moment after the last key. Nothing is kept.
const { watch } = await import(document.querySelector("script[data-script]").dataset.script);
const form = document.querySelector("form[data-edit-form], #page-edit-form");
const BOXES = "input[type=text][name], textarea[name], [contenteditable=true]";
const LEFT_OUT = /slug|seo_title|search_description|comment|csrf|keep-|embed|url/;

if (form) {
  const words = () => [...form.querySelectorAll(BOXES)]
    .filter((box) => box.offsetParent !== null && !LEFT_OUT.test(box.name ?? "") && !box.closest(".app-checked, [data-comments]"))
    .map((box) => (box.isContentEditable ? box.innerText : box.value).trim()).filter(Boolean).join("\n\n");
  const part = document.createElement("section");
  part.className = "app-checked app-checked--page";
  part.dataset.checked = "/workspace/saying/check/";
  part.dataset.name = "page";
  part.dataset.kind = "";
  part.setAttribute("aria-label", "What the checker says of these words");
  part.innerHTML = '<p class="app-checked__status" role="status" aria-live="polite"></p><div class="app-checked__found"></div>';
  const tab = form.querySelector("#tab-content") ?? form;
  tab.append(part);
  watch(part, words, form);
}
