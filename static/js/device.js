// Pages kept on this device belong to one person: they go when that person signs out or another signs in.
// What was entered and not sent stays, under the name of whoever entered it (static/js/field/outbox.js).
const OWNER = "aksansi-device-user";
const user = document.body.dataset.user;

async function forgetPages() {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name === "aksansi-field-page").map((name) => caches.delete(name)));
}

try {
  if (user && localStorage.getItem(OWNER) !== user) {
    await forgetPages();
    localStorage.setItem(OWNER, user);
  }
} catch {
  // Storage is blocked: then no page is kept either.
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await forgetPages().catch(() => {});
    form.submit();
  });
}
