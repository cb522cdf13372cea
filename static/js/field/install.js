// Lets the worker keep the pages for the field with their files (static/js/field/worker.js); `ready` is shown once it has.
export async function install({ worker, scope }, ready) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept) ready.hidden = false;
  });
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  if (!navigator.onLine) return;
  const used = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
  const named = [...document.querySelectorAll("link[href], script[src], use")].map((node) => node.href?.baseVal ?? node.href ?? node.src);
  const files = [...new Set([...used, ...named].map((address) => new URL(address, location.href).href.split("#")[0]))];
  active.postMessage({ keep: files, page: location.pathname });
}
