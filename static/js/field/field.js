// The field page: facilities to visit, the questionnaire of one of them, and what waits to be sent.
import { forgetPage } from "../device.js";
import { install } from "./install.js";
import * as outbox from "./outbox.js";
import { shrink } from "./photos.js";
import * as queue from "./queue.js";
import { applyRules, cards, fill, isAnswered, tell, valuesOf } from "./questions.js";

const root = document.querySelector("[data-field]");
const island = JSON.parse(document.getElementById("field").textContent);
const words = document.getElementById("field-words").dataset;
const list = root.querySelector("[data-list]");
const sheet = root.querySelector("[data-sheet-of]");
const find = (name) => root.querySelector(`[data-${name}]`);
const PAUSE = 1500;
const RETRY = 20_000;
let now = null; // { item, about, row }
let timer = null;

// --- what waits, and whether there is a line -------------------------------------
const TONES = { kept: "good", offline: "part", login: "bad", other: "bad", gone: "bad" };
async function showState(status) {
  const left = await outbox.waiting(island.user);
  const line = find("waiting");
  line.textContent = left.size ? words.waiting.replace("%n", left.size) : words.nothingWaiting;
  line.className = `st ${left.size ? "part" : "good"}`;
  find("send").hidden = find("discard").hidden = !left.size;
  const notes = (await queue.rows(island.user)).filter((row) => !row.after).length;
  find("notes").hidden = !notes;
  find("notes").textContent = words.waiting.replace("%n", notes);
  const others = await outbox.othersWaiting(island.user);
  find("others").hidden = !others;
  find("others").textContent = words.others.replace("%n", others);
  if (status) {
    find("line").textContent = words[status] ?? words.offline;
    find("line").className = `keep-state ${TONES[status] ?? "part"}`;
  }
  if (outbox.trouble.blocked) {
    find("line").textContent = words.blocked;
    find("line").className = "keep-state bad";
  }
  const isOver = status === "login" || status === "other";
  find("login").hidden = !isOver;
  if (isOver) await forgetPage();
  const rows = await outbox.visits(island.user);
  for (const badge of list.querySelectorAll("[data-badge]")) {
    const row = rows.find((one) => one.item === badge.dataset.badge);
    if (!row) continue;
    const waits = left.has(row.uuid);
    badge.hidden = false;
    badge.textContent = waits ? words.itemWaiting : row.state === "submitted" ? words.itemSubmitted : words.itemSent;
    badge.className = `st ${waits ? "part" : "good"}`;
  }
}

async function sendAll() {
  clearTimeout(timer);
  const left = await outbox.waiting(island.user);
  let status = "kept";
  if (left.size) ({ status } = await outbox.send(island.user, left));
  else if (!navigator.onLine) status = "offline";
  if (status === "kept") ({ status } = await queue.send(island.user));
  if (now) await refresh();
  await showState(status);
  if (status === "offline" && left.size) timer = setTimeout(sendAll, RETRY);
}
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(sendAll, PAUSE);
};

// --- one visit ---------------------------------------------------------------------
const parts = () => [...sheet.querySelectorAll("[data-part]")];
const headFields = () => [...sheet.querySelectorAll("[data-head] [name]")];
const rules = () => applyRules(sheet, island.rules[now.item.instrument], {}, now.item.facts);

function show(index) {
  const all = parts();
  const at = Math.max(0, Math.min(index, all.length - 1));
  all.forEach((part, place) => (part.hidden = place !== at));
  sheet.querySelectorAll("[data-step]").forEach((step, place) => {
    if (place === at) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
  find("next").hidden = at === all.length - 1;
  find("next").dataset.to = at + 1;
  if (all[at].dataset.part === "end") summary();
  sheet.scrollIntoView();
  sheet.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  all[at].querySelector("h2").focus({ preventScroll: true });
}

function count() {
  const asked = rules();
  const open = cards(sheet).filter((card) => asked.has(card.dataset.code));
  const done = open.filter(isAnswered);
  find("progress").textContent = words.progress.replace("%n", done.length).replace("%m", open.length);
  sheet.querySelectorAll("[data-step]").forEach((step, place) => {
    const mine = open.filter((card) => parts()[place].contains(card));
    if (mine.length) step.querySelector(".count").textContent = `${mine.filter(isAnswered).length}/${mine.length}`;
  });
  return open;
}

function summary() {
  const missing = count().filter((card) => "counts" in card.dataset && !isAnswered(card));
  const holder = find("missing");
  holder.replaceChildren(...missing.map((card) => {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.textContent = card.querySelector("legend, label").textContent.trim();
    button.addEventListener("click", () => {
      show(parts().findIndex((part) => part.contains(card)));
      card.scrollIntoView();
    });
    line.append(button);
    return line;
  }));
  find("complete").hidden = missing.length > 0;
}

async function refresh() {
  now.row = await outbox.visit(island.user, now.about.uuid);
  const units = now.row?.units ?? {};
  for (const card of cards(sheet)) tell(card, units[card.dataset.ask]);
  for (const field of headFields()) {
    const error = field.closest(".field").querySelector("[data-error]");
    const unit = units[field.name];
    const told = unit?.error ?? (unit?.clash ? words.headClash.replace("%s", unit.clash.words || "–") : "");
    error.textContent = told;
    error.hidden = !told;
  }
  const refused = [...(now.row?.refused ?? []), now.row?.locked].filter(Boolean);
  find("refused").replaceChildren(...refused.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  find("refused-box").hidden = !refused.length;
  const online = find("online");
  online.hidden = !now.row?.url;
  if (now.row?.url) online.href = now.row.url;
  const handedIn = now.row?.state === "submitted" || now.row?.state === "approved";
  find("handed-in").hidden = !handedIn;
  find("submit").hidden = handedIn || !island.maySubmit;
  find("photos").textContent = (await outbox.photos(island.user)).filter((one) => one.visit === now.about.uuid)
    .map((one) => (one.error ? `${one.title}: ${one.error}` : one.title)).join(" · ");
}

// What is kept here wins where it was not sent, or was sent after the page was made.
function merged(item, row) {
  const units = structuredClone(item.units);
  for (const [name, unit] of Object.entries(row?.units ?? {})) {
    if (unit.stamp || !units[name] || (row.at ?? 0) >= island.at) units[name] = unit;
  }
  return units;
}

async function enter(key) {
  const item = island.items.find((one) => one.key === key);
  if (!item) return leave();
  const rows = await outbox.visits(island.user);
  const row = rows.find((one) => one.item === key) ?? rows.find((one) => one.uuid === item.uuid);
  const uuid = row?.uuid ?? (item.uuid || crypto.randomUUID());
  const { facility, round, instrument, title } = item;
  now = { item, row, about: { user: island.user, uuid, item: key, facility, round, instrument, title } };
  now.units = merged(item, row);
  const body = find("body");
  body.replaceChildren(
    document.getElementById("field-head").content.cloneNode(true),
    document.getElementById(`field-sheet-${instrument}`).content.cloneNode(true),
    document.getElementById("field-end").content.cloneNode(true),
  );
  find("title").textContent = title;
  find("about").hidden = !item.about.length;
  find("about").querySelector("dl").replaceChildren(...item.about.flatMap(([label, words]) => [
    Object.assign(document.createElement("dt"), { textContent: label }),
    Object.assign(document.createElement("dd"), { textContent: words }),
  ]));
  for (const field of headFields()) field.value = now.units[field.name]?.values[field.name]?.[0] ?? "";
  if (!now.units.visited_on) sheet.querySelector("[name=visited_on]").value = new Date().toLocaleDateString("id-ID");
  for (const card of cards(sheet)) {
    const unit = now.units[card.dataset.ask];
    if (unit) fill(card, unit.values);
    const before = item.before[card.dataset.code];
    if (before) {
      card.querySelector("[data-before]").hidden = false;
      card.querySelector("[data-before] b").textContent = before;
    }
  }
  steps();
  list.hidden = true;
  sheet.hidden = false;
  await refresh();
  count();
  show(0);
}

function steps() {
  find("steps").replaceChildren(...parts().map((part, place) => {
    const line = document.createElement("li");
    const step = Object.assign(document.createElement("button"), { type: "button", textContent: `${part.dataset.label} ` });
    step.dataset.step = place;
    step.append(Object.assign(document.createElement("span"), { className: "count" }));
    line.append(step);
    return line;
  }));
}

function leave() {
  now = null;
  sheet.hidden = true;
  list.hidden = false;
}

async function keep(name, values) {
  const base = now.units[name]?.base ?? "";
  if (!(await outbox.visit(island.user, now.about.uuid)) && name !== "visited_on") {
    const day = sheet.querySelector("[name=visited_on]").value;
    await outbox.keepUnit(now.about, "visited_on", { visited_on: [day] }, now.units.visited_on?.base ?? "");
  }
  await outbox.keepUnit(now.about, name, values, base);
  await outbox.amend(now.about, (row) => delete row.units[name].error);
}

sheet.addEventListener("input", async (event) => {
  const { target } = event;
  if (target.type === "file") return;
  const card = target.closest("[data-ask]");
  if (card && /^c\d+$/.test(target.name)) {
    await theirs(card, target);
    return soon();
  }
  if (card) await keep(card.dataset.ask, valuesOf(card));
  else if (target.name) await keep(target.name, { [target.name]: [target.value] });
  count();
  await showState();
  soon();
});

async function theirs(card, box) {
  await outbox.amend(now.about, (row) => {
    const { clash } = row.units[card.dataset.ask];
    fill(card, clash.typed);
    row.units[card.dataset.ask] = { values: clash.typed, base: clash.text, stamp: 0 };
  });
  box.checked = false;
  await refresh();
}

// Sending by hand with both answers in sight means one's own.
const insist = () =>
  outbox.amend(now.about, (row) => {
    for (const unit of Object.values(row.units)) if (unit.clash) Object.assign(unit, { base: unit.clash.text, clash: undefined });
  });

async function addPhotos(input) {
  for (const file of input.files) {
    const blob = await shrink(file);
    const takenOn = new Date(file.lastModified).toISOString().slice(0, 10);
    const name = file.name.replace(/\.\w+$/, "") || "foto";
    if (!(await outbox.visit(island.user, now.about.uuid))) await keep("visited_on", { visited_on: [sheet.querySelector("[name=visited_on]").value] });
    await outbox.keepPhoto(island.user, now.about.uuid, { id: crypto.randomUUID(), blob, name: `${name}.jpg`, title: name, takenOn });
  }
  input.value = "";
  await refresh();
  await showState();
  soon();
}
sheet.addEventListener("change", (event) => event.target.type === "file" && addPhotos(event.target));

sheet.addEventListener("click", async (event) => {
  const step = event.target.closest("[data-step], [data-next]");
  if (step) return show(Number(step.dataset.step ?? step.dataset.to));
  if (event.target.closest("[data-back]")) history.back();
  if (event.target.closest("[data-submit]")) {
    await insist();
    if (!(await outbox.visit(island.user, now.about.uuid))) await keep("visited_on", { visited_on: [sheet.querySelector("[name=visited_on]").value] });
    await outbox.amend(now.about, (row) => (row.submit = true));
    await showState();
    await sendAll();
  }
});
find("send").addEventListener("click", async () => {
  if (now) await insist();
  sendAll();
});
find("discard-all").addEventListener("click", async () => {
  clearTimeout(timer);
  await outbox.discard(island.user);
  find("discard").open = false;
  location.hash = "";
  await showState();
});
list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  if (!link) return;
  event.preventDefault();
  location.hash = link.dataset.open;
});
window.addEventListener("hashchange", () => (location.hash ? enter(location.hash.slice(1)) : leave()));
window.addEventListener("online", sendAll);
window.addEventListener("offline", () => showState("offline"));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());

// What the server has and the page shows needs no copy here.
for (const row of await outbox.visits(island.user)) {
  if (!outbox.isWaiting(row) && (row.at ?? 0) < island.at) await outbox.change(row, () => null);
}
navigator.storage?.persist?.();
if (location.hash) await enter(location.hash.slice(1));
await sendAll();
root.dataset.started = "";
install(root.dataset, find("ready")).catch(() => {});
