// The pages kept on this device belong to one session (static/js/field/worker.js): they go when somebody signs
// out, when a page knows that nobody is signed in any more, or another account is.
// What was entered and not sent stays, under the name of whoever entered it (static/js/field/outbox.js, queue.js); signing
// out warns of it first. What was typed and not saved (static/js/drafts.js) goes.
const OWNER = "aksansi-device-user";
const { user } = document.body.dataset; // "": nobody is signed in; undefined: this page does not know

export async function forgetPage() {
  if ("caches" in window) await caches.delete("aksansi-field-page");
}

// What this account entered and the server does not have: [{ words, ... }].
async function unsent(who) {
  const [outbox, queue] = await Promise.all([import("./field/outbox.js"), import("./field/queue.js")]);
  const visits = await outbox.waiting(who);
  const titles = (await outbox.visits(who)).filter((row) => visits.has(row.uuid)).map((row) => row.title);
  const forms = (await queue.rows(who)).filter((row) => !row.after).map((row) => `${row.kind}: ${row.title}`);
  return { words: [...titles, ...forms], discard: () => Promise.all([outbox.discard(who), queue.discard(who)]) };
}

// Returns whether to sign out, after what waits was told and, if so decided, thrown away.
async function asked(who) {
  const box = document.getElementById("unsent");
  const { words, discard } = await unsent(who);
  if (!box || !words.length) return true;
  box.querySelector("[data-entries]").replaceChildren(...words.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => resolve(false), { once: true });
    box.addEventListener("click", async ({ target }) => {
      if (target.closest("[data-stay]")) box.close();
      const way = target.closest("[data-leave]");
      if (!way) return;
      if (way.dataset.leave) await discard();
      resolve(true);
    });
  });
}

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[action$='/logout/']")) return;
  event.preventDefault();
  const who = Number(user);
  try {
    if (!(await asked(who))) return;
    await forgetPage();
    await (await import("./drafts.js")).forget(who);
  } catch {
    // Storage is blocked: then nothing is kept either.
  }
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
