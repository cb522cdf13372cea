// Parts of a page fetched anew. htmx does it, asked from here alone: attributes in a page are no commands to it.
// It comes with the first part that is asked for: as it starts it looks at every element of the page, which costs a
// phone more than all other scripts. Not before the page is whole: it would never read what the page forbids it.
const whole = new Promise((done) => addEventListener("load", done));
let coming;
async function part(address, id, { verb = "GET", otherwise, ...more }) {
  await whole;
  await (coming ??= new Promise((done) => {
    const src = document.querySelector("script[data-htmx]").dataset.htmx;
    document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: done }));
  }));
  if (!window.htmx) return otherwise?.();
  await htmx.ajax(verb, address, { target: id, select: id, swap: "outerHTML", ...more });
}
// Until then, and where it does not come, the browser goes where the form or the link leads.
const isWhole = () => document.readyState === "complete";
// Back among addresses that htmx wrote, on a page that was loaded anew since and has not asked for it.
addEventListener("popstate", ({ state }) => {
  if (state?.htmx && !window.htmx) location.reload();
});

// A list narrowed by its form (data-narrow names the part): the same address as without a script, empty filters left out.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-narrow]");
  if (!form || !isWhole()) return;
  event.preventDefault();
  part(form.getAttribute("action"), form.dataset.narrow, { source: form, event, push: "true", otherwise: () => form.submit() });
});
document.addEventListener("htmx:configRequest", ({ detail, target }) => {
  if (!target.matches("form[data-narrow]")) return;
  for (const [name, value] of [...detail.formData.entries()]) if (value === "") detail.formData.delete(name);
});
// The fields of a filter, when its drawer is opened (the link itself opens it without a script).
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-drawer]");
  if (!link || !isWhole() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await part(link.href, "#drawer", { source: link, otherwise: () => location.assign(link.href) });
  document.querySelector("#drawer summary")?.focus();
});
// What stands far down a page (data-later: where it comes from) is fetched when it comes into sight.
const late = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    late.unobserve(target);
    part(target.dataset.later, `#${target.id}`, { source: target });
  }
}, { rootMargin: "200px" });
function watch() {
  for (const one of document.querySelectorAll("[data-later]")) late.observe(one);
}
watch();
document.addEventListener("htmx:afterSwap", watch);
// A grid saves what was typed in a field when one leaves it; only the part it names is drawn anew.
document.addEventListener("change", (event) => {
  const grid = event.target.closest("form[data-grid]");
  if (grid) part(location.href, grid.dataset.grid, { verb: "POST", source: grid });
});
// Refused (too much at once, signed out): the page of the same address says why.
document.addEventListener("htmx:responseError", ({ detail, target }) => {
  if (target.matches("form[data-narrow], a[data-drawer], #drawer")) location.assign(detail.xhr.responseURL);
});
// What an answer holds goes where it was asked for, nowhere else.
document.addEventListener("htmx:oobBeforeSwap", (event) => event.preventDefault());

// Work under way (data-again: milliseconds) is looked at again until its part no longer says so.
async function again() {
  const work = document.querySelector("[data-again]");
  if (!work) return;
  await new Promise((done) => setTimeout(done, Number(work.dataset.again)));
  await part(location.href, `#${work.id}`, {}).catch(() => {});
  again();
}
again();
