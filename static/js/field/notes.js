// Short forms of the field: kept on this phone first, then sent; what waits is listed, mended or thrown away.
import { forgetPage } from "../device.js";
import * as drafts from "../drafts.js";
import { install } from "./install.js";
import * as outbox from "./outbox.js";
import { choose } from "./photos_chosen.js";
import * as queue from "./queue.js";
import "../place.js";

const root = document.querySelector("[data-notes]");
const words = document.getElementById("note-words").dataset;
const list = root.querySelector("[data-list]");
const find = (name) => root.querySelector(`[data-${name}]`);
const user = Number(document.body.dataset.user);
const RETRY = 20_000;
const forms = Object.fromEntries([...root.querySelectorAll("form[data-note]")].map((form) => [form.id, form]));
const photos = {};
const sent = [];
const TONES = { kept: "good", offline: "part", login: "bad", other: "bad" };
let timer = null;

const make = (tag, more = {}) => Object.assign(document.createElement(tag), more);

// --- what waits ------------------------------------------------------------------------
function saidOf(refused) {
  if (refused.saved) return words.saved;
  if (refused.gone) return words.gone;
  return refused.words.join(" ") || words.noReason;
}

function line(row, pictures) {
  const item = make("li", { className: "note-row" });
  const more = pictures ? ` · ${words.photos.replace("%n", pictures)}` : "";
  const when = new Date(row.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  item.append(make("b", { textContent: `${row.kind}: ${row.title}` }), make("small", { textContent: `${when}${more}` }));
  item.append(make("span", { className: `st ${row.refused ? "bad" : "part"}`, textContent: row.refused ? words.rowRefused : words.rowWaiting }));
  if (row.refused) item.append(make("p", { className: "errmsg", textContent: saidOf(row.refused) }));
  const ways = make("p", { className: "place-ways" });
  if (row.refused?.saved) ways.append(make("a", { className: "btn quiet", href: row.refused.saved, textContent: words.open }));
  if (row.form) ways.append(make("a", { className: "btn quiet", href: `#${row.form}:${row.uuid}`, textContent: words.edit }));
  const away = make("button", { type: "button", className: "btn plain", textContent: words.discard });
  away.addEventListener("click", async () => {
    if (away.textContent === words.discard) return void (away.textContent = words.sure);
    await queue.drop(user, row.uuid);
    await show();
  });
  ways.append(away);
  item.append(ways);
  return item;
}

async function show(status) {
  const rows = await queue.rows(user);
  const visits = await outbox.waiting(user);
  const left = rows.filter((row) => !row.after);
  const lines = left.map((row) => line(row, rows.filter((one) => one.after === row.uuid).length));
  for (const one of await outbox.visits(user)) {
    if (!visits.has(one.uuid)) continue;
    const item = make("li");
    item.append(make("a", { href: `${root.dataset.scope}#${one.item}`, textContent: `${words.visit}: ${one.title}` }));
    lines.push(item);
  }
  find("rows").replaceChildren(...lines);
  find("rows").hidden = !lines.length;
  find("sent").replaceChildren(...sent.map(({ row, url, told }) => {
    const item = make("li", { className: "note-row" });
    item.append(make("a", { href: url, textContent: `${row.kind}: ${row.title}` }));
    item.append(make("span", { className: "st good", textContent: words.sent }));
    for (const text of told) item.append(make("small", { textContent: text }));
    return item;
  }));
  find("sent").hidden = !sent.length;
  const n = lines.length;
  find("waiting").textContent = n ? words.waiting.replace("%n", n) : words.nothingWaiting;
  find("waiting").className = `st ${n ? "part" : "good"}`;
  find("send").hidden = !n;
  const others = await queue.others(user);
  find("others").hidden = !others;
  find("others").textContent = words.others.replace("%n", others);
  if (status) {
    find("line").textContent = words[status] ?? words.offline;
    find("line").className = `keep-state ${TONES[status] ?? "part"}`;
  }
  if (queue.trouble.blocked) {
    find("line").textContent = words.blocked;
    find("line").className = "keep-state bad";
  }
  const isOver = status === "login" || status === "other";
  find("login").hidden = !isOver;
  if (isOver) await forgetPage();
}

async function sendAll(insist = false) {
  clearTimeout(timer);
  const found = await queue.send(user, insist);
  sent.push(...found.sent.filter(({ row }) => row.form));
  const visits = await outbox.waiting(user);
  if (found.status === "kept" && visits.size) await outbox.send(user, visits);
  await show(found.status);
  if (found.status === "offline" && (await queue.rows(user)).length) timer = setTimeout(sendAll, RETRY);
}

// --- one form --------------------------------------------------------------------------
const valuesOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "place");

async function enter(hash) {
  const [id, uuid] = hash.split(":");
  const form = forms[id];
  for (const one of Object.values(forms)) one.hidden = one !== form;
  list.hidden = Boolean(form);
  if (!form) return;
  const row = uuid && (await queue.find(user, uuid));
  if (row || form.dataset.uuid) form.reset(); // what was begun and not kept stays
  form.dataset.uuid = row?.uuid ?? "";
  const refused = form.querySelector("[data-refused]");
  refused.hidden = !row?.refused;
  refused.querySelector("ul").replaceChildren(...(row?.refused?.words ?? []).map((text) => make("li", { textContent: text })));
  for (const tick of form.querySelectorAll("[data-tick]")) tick.hidden = !row?.refused?.fields.includes(tick.dataset.tick);
  if (row) {
    const values = { place: [row.url] };
    for (const [name, value] of row.values) (values[name] ??= []).push(value);
    drafts.put(form, values);
    photos[id]?.set((await queue.rows(user)).filter((one) => one.after === row.uuid).map((one) => one.photo));
  }
  form.scrollIntoView();
  form.querySelector("legend").focus({ preventScroll: true });
}

const isMissing = (field) => field.required && !field.value.trim();

async function keep(form) {
  const uuid = form.dataset.uuid || crypto.randomUUID();
  const place = form.elements.place;
  const title = form.dataset.titleOf ? form.elements[form.dataset.titleOf].value : place.selectedOptions[0].textContent;
  const url = place?.value || form.dataset.url;
  const row = { user, uuid, url, form: form.id, kind: form.dataset.kind, title: title.trim(), values: valuesOf(form), at: Date.now() };
  await queue.drop(user, uuid); // with its photos: those chosen now are all
  await queue.keep(row);
  const chosen = photos[form.id]?.get() ?? [];
  for (const [n, photo] of chosen.entries()) {
    const values = [["title", photo.stem], ["taken_on", photo.takenOn]];
    const file = { blob: photo.blob, name: photo.name };
    await queue.keep({ user, uuid: crypto.randomUUID(), after: uuid, url: "", form: "", kind: words.photo, title: row.title, values, file, photo, at: row.at + 1 + n }); // after what it belongs to
  }
}

async function clear(form) {
  await drafts.drop(form);
  form.reset();
  form.dataset.uuid = "";
  form.querySelector("[data-draft]")?.remove();
  photos[form.id]?.set([]);
  location.hash = "";
}

for (const [id, form] of Object.entries(forms)) {
  const box = form.querySelector("[data-photos]");
  if (box) photos[id] = choose(box);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = [...form.elements].filter(isMissing);
    for (const field of form.elements) field.closest(".field")?.classList.toggle("has-error", isMissing(field));
    if (missing.length) {
      missing[0].focus();
      const refused = form.querySelector("[data-refused]");
      refused.querySelector("ul").replaceChildren(make("li", { textContent: `${words.missing} ${missing.map((one) => one.labels[0].firstChild.textContent.trim()).join(", ")}` }));
      refused.hidden = false;
      return;
    }
    await keep(form);
    await clear(form);
    await show();
    root.scrollIntoView();
    await sendAll();
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => clear(form));
  await drafts.watch(form);
}

find("send").addEventListener("click", () => sendAll(true));
window.addEventListener("hashchange", () => enter(location.hash.slice(1)));
window.addEventListener("online", () => sendAll());
window.addEventListener("offline", () => show("offline"));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());

navigator.storage?.persist?.();
if (location.hash) await enter(location.hash.slice(1));
await sendAll();
root.dataset.started = "";
install(root.dataset, find("ready")).catch(() => {});
