// Forms marked data-form: focus on the error summary, no double submit, a warning before input is lost.
import { settle, watch } from "./drafts.js";

const PATIENCE = 15_000;

document.querySelector("[data-error-summary]")?.focus();

for (const form of document.querySelectorAll("form[data-form]")) {
  let changed = false;
  let sending = false;
  const ready = () => {
    sending = false;
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    }
  };

  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", (event) => {
    if (sending) return event.preventDefault();
    sending = true;
    // Whoever stopped the page while it was sent is told by no event. Sent twice, it is saved once.
    setTimeout(ready, PATIENCE);
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
  // Back from the next page: the form can be sent again. A page that has just come in tells the same event, and may do
  // so after its form was sent: then nothing is given back, or the browser would ask whether to leave without saving.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) ready();
  });
}

// A HEIC photo becomes JPEG where the browser can read it; elsewhere the server says what to do.
const HEIC = /\.hei[cf]$/i;
document.addEventListener("change", async ({ target }) => {
  if (target.type !== "file" || ![...target.files].some((file) => HEIC.test(file.name))) return;
  const { asJpeg } = await import("./field/photos.js");
  const files = new DataTransfer();
  for (const file of target.files) {
    const jpeg = HEIC.test(file.name) ? await asJpeg(file, 4096, 0.9).catch(() => null) : null;
    files.items.add(jpeg ? new File([jpeg], file.name.replace(HEIC, ".jpg"), { type: "image/jpeg" }) : file);
  }
  target.files = files.files;
});

// A box of many choices (data-pick): find by typing, and how many are chosen.
for (const box of document.querySelectorAll("[data-pick]")) {
  const find = box.querySelector("[data-pick-find]");
  const count = box.querySelector("[data-pick-count]");
  const choices = [...box.querySelectorAll(".choice")];
  const tell = () => {
    const chosen = choices.filter((choice) => choice.querySelector("input").checked).length;
    count.textContent = `${chosen} ${count.dataset.pickCount}`;
  };
  find.parentElement.hidden = choices.length < 9;
  find.addEventListener("input", (event) => {
    event.stopPropagation();
    const word = find.value.trim().toLowerCase();
    for (const choice of choices) {
      const fits = choice.textContent.toLowerCase().includes(word);
      choice.hidden = !fits && !choice.querySelector("input").checked;
    }
  });
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  box.addEventListener("change", tell);
  tell();
}

// Names to pick from follow what was chosen (data-offers: where they are asked for).
let asked = "";
document.addEventListener("change", async ({ target }) => {
  const { form, dataset } = target;
  if (!dataset.offers) return;
  const chosen = new URLSearchParams([...form.querySelectorAll("[data-offers]")].map((field) => [field.name, field.value]));
  asked = `${dataset.offers}?${chosen}`;
  const address = asked;
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || address !== asked) return;
  for (const [id, names] of Object.entries(await answer.json())) {
    document.getElementById(id)?.replaceChildren(...names.map(([name, where]) => new Option(where, name)));
  }
});

// What is typed is kept on the device until it is saved.
await settle().catch(() => {});
for (const form of document.querySelectorAll("form[data-form][method=post]")) await watch(form).catch(() => {});
