// Service worker of the pages for the field: keeps those two and the files they use, and nothing else.
// The pages are personal and end with their session: `static/js/device.js` drops them when somebody signs out or another
// account signs in; here they go when the server no longer gives one, and at the hour the server named (X-Kept-Until).
// An answer goes into the store that was open when it was asked for. Dropping the page drops that store, so what was
// asked for before somebody signed out and comes later is written where nobody finds it.
const PAGES = ["/monitoring/field/", "/monitoring/field/forms/"];
const KEPT = "aksansi-field-page";
const FILES = "aksansi-field-files";
const PATIENCE = 6000;
const isStatic = (url) => url.origin === location.origin && url.pathname.startsWith("/static/");
const hasHash = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function askPage(place, request, options) {
  const store = await caches.open(KEPT);
  const answer = await fetch(request, options);
  // A redirect leads to the sign-in, 403 tells of an account that may no longer enter visits.
  const isOver = answer.redirected || answer.type === "opaqueredirect" || answer.status === 403;
  if (isOver) await caches.delete(KEPT);
  else if (answer.ok && answer.type === "basic") await store.put(place, answer.clone());
  return answer;
}

async function keptPage(place) {
  const kept = await caches.match(place, { cacheName: KEPT });
  if (kept && Date.now() < Number(kept.headers.get("X-Kept-Until"))) return kept;
  if (kept) await caches.delete(KEPT);
  return null;
}

async function page(place, request) {
  const kept = await keptPage(place);
  const fresh = askPage(place, request);
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
  if (request.mode === "navigate" && PAGES.includes(url.pathname)) event.respondWith(page(url.pathname, request));
  else if (isStatic(url)) event.respondWith(file(request));
});

const plain = (address) => new URL(address).pathname.replace(/\.[0-9a-f]{12}(\.\w+)$/, "$1");

// A page tells which files it uses; from then on both open without a line. An older version of the same file goes.
self.addEventListener("message", (event) => {
  if (event.data?.keep === undefined) return;
  const work = async () => {
    const store = await caches.open(FILES);
    const wanted = event.data.keep.filter((address) => isStatic(new URL(address)));
    const names = new Set(wanted.map(plain));
    const old = (await store.keys()).filter(({ url }) => names.has(plain(url)) && !wanted.includes(url));
    await Promise.all(old.map((request) => store.delete(request)));
    await Promise.all(wanted.map(async (address) => {
      if (!(await store.match(address)) || !hasHash(new URL(address))) await store.add(address);
    }));
    for (const place of PAGES) await askPage(place, place, { credentials: "same-origin", redirect: "manual" });
    event.source.postMessage({ kept: Boolean(await keptPage(event.data.page)) });
  };
  event.waitUntil(work().catch(() => event.source.postMessage({ kept: false })));
});
