// Meeting mode: keys follow the links that are there (data-key), except while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = { PageDown: "ArrowRight", PageUp: "ArrowLeft" }[event.key] ?? event.key;
  const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
