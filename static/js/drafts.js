// What is typed in a form is kept on this device, by account, until it is saved: a page that is gone hands it back.
// Never kept: passwords, files, hidden fields (tokens) and anything below /accounts/. It ends with signing out
// (static/js/device.js), after DAYS, or by "discard". Saved is what the server names in a cookie (core/pages/once.py).
import { keyOf, stores } from "./field/store.js";

const { get, rewrite, all } = stores("aksansi-drafts", ["drafts"]);
const DAYS = 14;
const PAUSE = 400;
const COOKIE = "aksansi-saved";
const NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const MARKS = ["form_token", "form_base", "row_version"];
const user = Number(document.body.dataset.user);

export async function forget(who) {
  for (const row of await all("drafts", who)) await rewrite("drafts", row.key, () => null);
}

export async function drop(form) {
  clearTimeout(form.draftTimer);
  form.draftTimer = 0;
  await rewrite("drafts", keyOf(user, placeOf(form)), () => null);
}

const placeOf = (form) => `${location.pathname}${location.search}#${form.id}`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.includes(field.type) && !field.readOnly);
const isTicked = (field) => ["radio", "checkbox"].includes(field.type);

// What stands in a form now: { name: [values] }, every name of it.
export function standing(form) {
  const found = {};
  for (const field of fieldsOf(form)) {
    found[field.name] ??= [];
    if (isTicked(field)) field.checked && found[field.name].push(field.value);
    else if (field.type === "select-multiple") found[field.name].push(...[...field.selectedOptions].map((one) => one.value));
    else found[field.name].push(field.value);
  }
  return found;
}

export function put(form, values) {
  const left = structuredClone(values);
  for (const field of fieldsOf(form)) {
    const wanted = left[field.name];
    if (!wanted) continue;
    if (isTicked(field)) field.checked = wanted.includes(field.value);
    else if (field.type === "select-multiple") for (const one of field.options) one.selected = wanted.includes(one.value);
    else field.value = wanted.shift() ?? "";
    const folded = field.closest("details");
    if (folded && !folded.classList.contains("why-asked")) folded.open = true;
  }
  for (const box of form.querySelectorAll("[data-pick]")) box.dispatchEvent(new Event("change")); // counts what is ticked
}

const differs = (one, other) => JSON.stringify(one ?? []) !== JSON.stringify(other ?? []);
function tell(form, draft, discard) {
  const notice = document.getElementById("draft-words")?.content.firstElementChild.cloneNode(true);
  if (!notice) return;
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  notice.querySelector("[data-when]").textContent = when;
  notice.querySelector("button").addEventListener("click", async () => {
    await discard();
    notice.remove();
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  form.prepend(notice);
}

export async function watch(form) {
  if (!user || location.pathname.startsWith("/accounts/") || form.querySelector("[type=password]")) return;
  const key = keyOf(user, placeOf(form));
  const opened = standing(form);
  // What the form was opened with goes along with what was typed: had the server taken it while the line went, or has
  // somebody else changed the record since, it says so.
  const marks = (from) => Object.fromEntries(MARKS.map((name) => [name, from[name]?.value]).filter(([, value]) => value !== undefined));
  const mark = (values) => Object.entries(values).forEach(([name, value]) => form.elements[name] && (form.elements[name].value = value));
  const fresh = marks(form.elements);
  let draft = await get("drafts", key);
  if (draft && Date.now() - draft.at > DAYS * 86_400_000) draft = await rewrite("drafts", key, () => null);
  const back = Object.keys(draft?.values ?? {}).filter((name) => name in opened && differs(opened[name], draft.values[name]));
  if (back.length) {
    put(form, Object.fromEntries(back.map((name) => [name, draft.values[name]])));
    mark(draft.marks);
    tell(form, draft, async () => {
      put(form, opened);
      mark(fresh);
      draft = await rewrite("drafts", key, () => null);
    });
  }
  const keep = () => rewrite("drafts", key, () => {
    const now = standing(form);
    const names = Object.keys(now).filter((name) => differs(now[name], opened[name]) || (draft && name in draft.values));
    draft = names.length ? { key, user, at: Date.now(), marks: marks(form.elements), values: Object.fromEntries(names.map((name) => [name, now[name]])) } : null;
    return draft;
  });
  form.addEventListener("input", () => {
    clearTimeout(form.draftTimer);
    form.draftTimer = setTimeout(() => keep((form.draftTimer = 0)), PAUSE);
  });
  window.addEventListener("pagehide", () => form.draftTimer && keep());
  form.addEventListener("submit", () => {
    keep();
  });
}

// What the server has saved since the last page is no draft any more.
export async function settle() {
  const saved = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`))?.split("=")[1];
  if (!saved) return;
  for (const row of await all("drafts", user)) if (row.marks.form_token === saved) await rewrite("drafts", row.key, () => null);
  document.cookie = `${COOKIE}=; path=/; max-age=0; samesite=strict`;
}
