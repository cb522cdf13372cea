// The page kept on this device belongs to one session (static/js/field/worker.js): it goes when somebody signs
// out, when a page knows that nobody is signed in any more, or another account is.
// What was entered and not sent stays, under the name of whoever entered it (static/js/field/outbox.js).
const OWNER = "aksansi-device-user";
const { user } = document.body.dataset; // "": nobody is signed in; undefined: this page does not know

export async function forgetPage() {
  if ("caches" in window) await caches.delete("aksansi-field-page");
}

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[action$='/logout/']")) return;
  event.preventDefault();
  await forgetPage().catch(() => {});
  event.target.submit();
});

try {
  if (user === "" || (user && localStorage.getItem(OWNER) !== user)) {
    await forgetPage();
    localStorage.setItem(OWNER, user);
  }
} catch {
  // Storage is blocked: then no page is kept either.
}
