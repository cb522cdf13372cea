// One aspect of a visit on the page: kept on this device with every key, sent whenever one pauses.
import * as outbox from "./outbox.js";
import { applyRules, cards, fill, tell, valuesOf } from "./questions.js";

const form = document.querySelector("form[data-entry]");
const island = JSON.parse(document.getElementById("entry").textContent);
const state = form.querySelector("[data-state]");
const about = { user: island.user, uuid: island.uuid, title: island.title };
const PAUSE = 1500;
const RETRY = 20_000;
let timer = null;
let passing = false;

const say = (name, tone) => {
  state.textContent = name ? state.dataset[name] : "";
  state.className = `keep-state ${tone}`;
};
const rules = () => applyRules(form, island.rules, island.values, island.facts);

async function keep(card) {
  const base = card.querySelector("[data-base]").value;
  await outbox.keepUnit(about, card.dataset.ask, valuesOf(card), base);
  if (outbox.trouble.blocked) say("blocked", "bad");
}

function told(row) {
  for (const card of cards(form)) {
    const unit = row?.units[card.dataset.ask];
    if (unit && !unit.stamp) card.querySelector("[data-base]").value = unit.base;
    tell(card, unit);
  }
}

async function send() {
  clearTimeout(timer);
  const { status, answer } = await outbox.send(about.user, [about.uuid]);
  const row = await outbox.visit(about.user, about.uuid);
  told(row);
  if (status !== "kept") {
    say({ offline: "waiting", login: "login", other: "other" }[status] ?? "waiting", "part");
    if (status === "offline") timer = setTimeout(send, RETRY);
    return status;
  }
  if (answer) {
    document.querySelector("[data-total]").textContent = answer.total;
    for (const [part, [done, asked]] of Object.entries(answer.parts)) {
      const count = document.querySelector(`[data-part="${part}"] .count`);
      if (count) count.textContent = `${done}/${asked}`;
    }
  }
  const units = Object.values(row?.units ?? {});
  if (units.some((unit) => unit.clash)) say("clashWords", "bad");
  else if (units.some((unit) => unit.error)) say("wrong", "bad");
  else {
    say("kept", "good");
    if (row && !outbox.isWaiting(row)) await outbox.amend(about, () => null);
  }
  return "kept";
}

form.addEventListener("input", async (event) => {
  const card = event.target.closest("[data-ask]");
  if (!card) return;
  if (/^c\d+$/.test(event.target.name)) return choose(card, event.target);
  // “Not asked yet” among the reasons clears the answer.
  await keep(card);
  await outbox.amend(about, (row) => delete row.units[card.dataset.ask].error);
  rules();
  clearTimeout(timer);
  timer = setTimeout(send, PAUSE);
});

async function choose(card, box) {
  await outbox.amend(about, (row) => {
    const unit = row.units[card.dataset.ask];
    if (!unit?.clash) return;
    fill(card, unit.clash.typed);
    card.querySelector("[data-base]").value = unit.clash.text;
    delete row.units[card.dataset.ask];
  });
  box.checked = false;
  await send();
}

form.addEventListener("submit", async (event) => {
  if (passing) return;
  event.preventDefault();
  // Whoever saves with both answers in sight means his own.
  await outbox.amend(about, (row) => {
    for (const unit of Object.values(row.units)) {
      if (unit.clash) Object.assign(unit, { base: unit.clash.text, clash: undefined });
    }
  });
  const status = await send();
  const row = await outbox.visit(about.user, about.uuid);
  if (status !== "kept" || (row && outbox.isWaiting(row))) {
    // The first input of a card is the hidden base: it cannot take the focus.
    form.querySelector(":is(.has-error, [data-clash]:not([hidden])) :is(input:not([type=hidden]), select, textarea)")?.focus();
    return;
  }
  passing = true;
  form.requestSubmit(event.submitter);
});

window.addEventListener("online", send);

const left = await outbox.visit(about.user, about.uuid);
if (left) {
  for (const card of cards(form)) {
    const unit = left.units[card.dataset.ask];
    if (unit?.stamp) fill(card, unit.values);
  }
  told(left);
  send();
}
rules();
