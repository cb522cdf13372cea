// Menus made of <details data-menu>: one open at a time, closed by Escape and by a click elsewhere.
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Buttons that need a script are hidden without one.
for (const button of document.querySelectorAll("[data-print]")) button.classList.remove("by-script");
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
