// Service worker of the field page: keeps that one page and the files it uses, and nothing else.
// The page is personal and ends with its session: `static/js/device.js` drops it when somebody signs out or another
// account signs in; here it goes when the server no longer gives it, and at the hour the server named (X-Kept-Until).
// An answer goes into the store that was open when it was asked for. Dropping the page drops that store, so what was
// asked for before somebody signed out and comes later is written where nobody finds it.
const PAGE = "/monitoring/field/";
const KEPT = "aksansi-field-page";
const FILES = "aksansi-field-files";
const PATIENCE = 6000;
const isStatic = (url) => url.origin === location.origin && url.pathname.startsWith("/static/");
const hasHash = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function askPage(request, options) {
  const store = await caches.open(KEPT);
  const answer = await fetch(request, options);
  // A redirect leads to the sign-in, 403 tells of an account that may no longer enter visits.
  const isOver = answer.redirected || answer.type === "opaqueredirect" || answer.status === 403;
  if (isOver) await caches.delete(KEPT);
  else if (answer.ok && answer.type === "basic") await store.put(PAGE, answer.clone());
  return answer;
}

async function keptPage() {
  const kept = await caches.match(PAGE, { cacheName: KEPT });
  if (kept && Date.now() < Number(kept.headers.get("X-Kept-Until"))) return kept;
  if (kept) await caches.delete(KEPT);
  return null;
}

async function page(request) {
  const kept = await keptPage();
  const fresh = askPage(request);
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  const store = await caches.open(FILES);
  const kept = await store.match(request.url);
  if (kept && hasHash(new URL(request.url))) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(request));
  else if (isStatic(url)) event.respondWith(file(request));
});

// The page tells which files it uses; from then on it opens without a line.
self.addEventListener("message", (event) => {
  if (event.data?.keep === undefined) return;
  const work = async () => {
    const store = await caches.open(FILES);
    const wanted = event.data.keep.filter((address) => isStatic(new URL(address)));
    const old = (await store.keys()).filter((request) => !wanted.includes(request.url));
    await Promise.all(old.map((request) => store.delete(request)));
    await Promise.all(wanted.map(async (address) => {
      if (!(await store.match(address)) || !hasHash(new URL(address))) await store.add(address);
    }));
    await askPage(PAGE, { credentials: "same-origin", redirect: "manual" });
    event.source.postMessage({ kept: Boolean(await keptPage()) });
  };
  event.waitUntil(work().catch(() => event.source.postMessage({ kept: false })));
});
