// Lists: empty filters stay out of the address; what is cut off is told on pointing; ticked rows are counted.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-narrow]");
  if (!form) return;
  for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  setTimeout(() => {
    for (const field of form.elements) field.disabled = false;
  });
});

// A cell that does not fit its line says the whole of it.
document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest(".t.lines .v");
  if (cell && [cell, ...cell.children].some((one) => one.scrollWidth > one.clientWidth)) cell.title = cell.innerText;
});

// Ticked rows: how many, and all of the page at once.
function ticks() {
  return document.querySelectorAll("#list input[name=row]");
}
function countTicks() {
  const all = [...ticks()];
  const chosen = all.filter((box) => box.checked).length;
  const whole = document.querySelector("[data-tick-all]");
  const label = document.querySelector("[data-ticked]");
  if (whole) {
    whole.hidden = false;
    whole.checked = chosen > 0 && chosen === all.length;
    whole.indeterminate = chosen > 0 && chosen < all.length;
  }
  if (!label) return;
  label.dataset.word ??= label.textContent;
  const told = chosen ? `${chosen} ${label.dataset.ticked}` : label.dataset.word;
  if (label.textContent !== told) label.textContent = told; // a word changed has the styles of the whole list found anew
}
countTicks();
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) {
    for (const box of ticks()) box.checked = event.target.checked;
  } else if (!event.target.matches("input[name=row]")) return;
  countTicks();
});
document.addEventListener("htmx:afterSwap", countTicks);
window.addEventListener("pageshow", countTicks);
