// A message to pass on: copied, or handed to the telephone's own sharing where it has one.
const textOf = (button, name) => document.getElementById(button.dataset[name]).value;

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.classList.remove("by-script");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(button, "copy"));
    button.textContent = button.dataset.copied;
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  // Put away again by the person: no fault.
  button.addEventListener("click", () => navigator.share({ text: textOf(button, "share") }).catch(() => {}));
}
