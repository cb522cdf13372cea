// A page that takes one file (data-several beside its input) takes several: chosen or from the camera, photos made small
// here, each sent as a form of its own. Without a line they wait with the notes of the field (static/js/field/queue.js).
import { choose } from "./field/photos_chosen.js";
import * as queue from "./field/queue.js";

const box = document.querySelector("[data-several]");
const form = box.closest("form");
const input = form.elements.file;
const told = box.querySelector("[data-told]");
const user = Number(document.body.dataset.user);
const words = box.dataset;

input.multiple = true;
input.removeAttribute("required");
input.dataset.add = "";
const chosen = choose(input.closest(".field"), words);
box.hidden = false;

const say = (text, tone) => {
  told.textContent = text;
  told.className = `keep-state ${tone}`;
};

form.addEventListener("submit", async (event) => {
  const files = chosen.get();
  if (!files.length) return; // the page itself says that one is missing
  event.preventDefault();
  event.stopImmediatePropagation();
  const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/^(csrf|form_)/.test(name));
  const title = typed.find(([name]) => name === "title")?.[1].trim();
  const mine = new Set();
  for (const [at, one] of files.entries()) {
    const name = title && files.length > 1 ? `${title} (${at + 1})` : title || one.stem;
    const values = [...typed.filter(([key]) => key !== "title"), ["title", name]];
    const uuid = crypto.randomUUID();
    mine.add(uuid);
    await queue.keep({ user, uuid, url: location.pathname, form: "", kind: words.photo, title: name, values, file: { blob: one.blob, name: one.name }, at: Date.now() + at });
  }
  chosen.set([]);
  const { status, sent } = await queue.send(user);
  const done = sent.filter(({ row }) => mine.has(row.uuid));
  const left = (await queue.rows(user)).filter((row) => mine.has(row.uuid));
  const count = words.left.replace("%n", done.length).replace("%m", mine.size);
  const refused = left.filter((row) => row.refused);
  if (!left.length) return location.assign(done.at(-1).url);
  if (refused.length) {
    for (const row of refused) await queue.drop(user, row.uuid);
    return say(`${count}. ${words.refused} ${refused.map((row) => `${row.title}: ${row.refused.words.join(" ")}`).join(" ")}`, "bad");
  }
  say(`${count}. ${status === "offline" ? words.kept : ""}`, "part");
}, { capture: true });
