// A button under each box of words to copy. Without script the words are selected and copied by hand.
for (const box of document.querySelectorAll("[data-app-copy]")) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-top-2 nhsuk-u-margin-bottom-2"
  const name = box.labels[0].textContent.trim()
  button.textContent = "Copy"
  button.setAttribute("aria-label", `Copy: ${name}`)
  const said = document.createElement("span")
  said.setAttribute("role", "status")
  said.className = "nhsuk-u-margin-left-2"
  button.addEventListener("click", async () => {
    box.select()
    try {
      await navigator.clipboard.writeText(box.value)
      said.textContent = "Copied."
    } catch {
      said.textContent = "The words are selected. Copy them with Ctrl and C."
    }
  })
  box.after(button, said)
}
