// Keys beside the mouse: / searches, ? tells them all; in lists j and k go from row to row, x ticks, enter opens.
const sheet = document.getElementById("keys");
const rows = () => [...document.querySelectorAll("#list table.t tbody tr")].filter((row) => row.querySelector("a[href]"));
const within = (row) => row.querySelector("td.head a[href], a[href]");

const isOff = () => localStorage.getItem("keys") === "off";
const deeds = {
  "/": () => (document.querySelector("#list input[name=q]") ?? document.getElementById("site-search"))?.focus(),
  "?": () => sheet?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest("#list tr")?.querySelector("input[name=row]")?.click(),
};
function step(by) {
  const all = rows();
  const here = all.indexOf(document.activeElement.closest("#list tr"));
  const next = all[here < 0 ? 0 : here + by];
  if (next) within(next).focus();
}
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
  const deed = deeds[event.key];
  if (!deed || isTyping || isOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  deed();
});

for (const button of document.querySelectorAll("[data-keys]")) {
  button.classList.remove("by-script");
  button.addEventListener("click", () => sheet.showModal());
}
sheet?.querySelector("[data-close]").addEventListener("click", () => sheet.close());
const off = sheet?.querySelector("[data-off]");
if (off) {
  off.checked = isOff();
  off.addEventListener("change", () => localStorage.setItem("keys", off.checked ? "off" : "on"));
}
