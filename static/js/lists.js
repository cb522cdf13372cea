// Lists: empty filters stay out of the address, and the drawer starts closed on a phone.
const narrow = window.matchMedia("(max-width: 48rem)");

function closeDrawer(root) {
  if (!narrow.matches) return;
  for (const drawer of root.querySelectorAll("details.drawer[open]:not(:focus-within)")) {
    if (!drawer.querySelector(".has-error")) drawer.open = false;
  }
}
closeDrawer(document);

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-narrow]");
  if (!form) return;
  for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  setTimeout(() => {
    for (const field of form.elements) field.disabled = false;
  });
});
document.addEventListener("htmx:configRequest", (event) => {
  const parameters = event.detail.formData;
  if (!event.target.closest("form[data-narrow]")) return;
  for (const [name, value] of [...parameters.entries()]) if (value === "") parameters.delete(name);
});
document.addEventListener("htmx:afterSwap", (event) => closeDrawer(event.target));
