// Visits kept on this device until the server has them, and the way to send them.
// A visit is made of units: one per question (by its number) and one per field of the head. A unit
// holds what was typed, what the server held when it was typed (base), and what came back.
import { alone, post, Refused, ticket } from "./line.js";
import { keyOf, stores } from "./store.js";

const STORES = ["visits", "photos"];
const { get, rewrite, all, foreign, trouble } = stores("aksansi-field", STORES);
export { trouble };

export const visit = (user, uuid) => get("visits", keyOf(user, uuid));
export const visits = (user) => all("visits", user);
export const photos = (user) => all("photos", user);

export const change = (about, edit) =>
  rewrite("visits", keyOf(about.user, about.uuid), (row) => {
    const next = row ?? { ...about, key: keyOf(about.user, about.uuid), units: {} };
    return edit(next) === null ? null : next;
  });

// Change a visit that is kept here; nothing where there is none.
export const amend = (about, edit) =>
  rewrite("visits", keyOf(about.user, about.uuid), (row) => {
    if (!row) return null;
    return edit(row) === null ? null : row;
  });

export function keepUnit(about, name, values, base) {
  return change(about, (row) => {
    const before = row.units[name];
    row.units[name] = {
      values,
      base: before?.stamp || before?.clash ? before.base : base,
      stamp: (row.clock = (row.clock ?? 0) + 1),
      clash: before?.clash,
    };
    row.changed = Date.now();
  });
}

export const keepPhoto = (user, uuid, photo) =>
  rewrite("photos", keyOf(user, photo.id), () => ({ ...photo, user, visit: uuid, key: keyOf(user, photo.id) }));
export const dropPhoto = (user, id) => rewrite("photos", keyOf(user, id), () => null);

// What waits to be sent: changed units that nobody has to decide on first.
export const due = (row) => Object.entries(row.units).filter(([, unit]) => unit.stamp && !unit.clash && !unit.error);
export const isWaiting = (row) => Object.values(row.units).some((unit) => unit.stamp) || Boolean(row.submit);

export async function waiting(user) {
  const [rows, pictures] = await Promise.all([visits(user), photos(user)]);
  return new Set([...rows.filter(isWaiting).map((row) => row.uuid), ...pictures.map((one) => one.visit)]);
}

// How many visits of other accounts wait on this device: all that anybody is told of them.
export async function othersWaiting(user) {
  const [rows, pictures] = await Promise.all(STORES.map((name) => foreign(name, user)));
  return new Set([...rows.filter(isWaiting).map((row) => row.key), ...pictures.map((one) => keyOf(one.user, one.visit))]).size;
}

// Throw away what an account entered here and did not send.
export async function discard(user) {
  const left = await waiting(user);
  for (const uuid of left) await rewrite("visits", keyOf(user, uuid), () => null);
  for (const photo of await photos(user)) await dropPhoto(user, photo.id);
}

function packed(row) {
  const body = new FormData();
  body.set("user", row.user);
  for (const name of ["facility", "round", "instrument"]) if (row[name]) body.set(name, row[name]);
  const sent = {};
  for (const [name, unit] of due(row)) {
    sent[name] = unit.stamp;
    body.set(`b${name}`, unit.base ?? "");
    for (const [field, values] of Object.entries(unit.values)) {
      for (const value of values) body.append(field, value);
    }
  }
  const clear = !Object.values(row.units).some((unit) => unit.clash || unit.error);
  if (row.submit && clear) body.set("submit", "1");
  return [body, sent];
}

function settle(row, sent, answer) {
  for (const [name, stamp] of Object.entries(sent)) {
    const unit = row.units[name];
    if (!unit) continue;
    const clash = answer.conflicts[name];
    const error = answer.errors[name];
    if (clash) unit.clash = clash;
    else if (error && unit.stamp === stamp) unit.error = error;
    else if (name in answer.now) {
      unit.base = answer.now[name];
      if (unit.stamp === stamp) unit.stamp = 0;
    }
  }
  row.refused = answer.refused ?? [];
  if (row.refused.length || answer.state === "submitted") row.submit = false;
  Object.assign(row, { state: answer.state ?? row.state, url: answer.url ?? row.url, answered: answer.answered, asked: answer.asked });
  row.locked = answer.locked ?? "";
  row.at = answer.at;
}

async function sendOne(user, uuid, token) {
  const row = await visit(user, uuid);
  if (!row) return null;
  const [body, sent] = packed(row);
  let answer = null;
  if (Object.keys(sent).length || body.has("submit")) {
    answer = await post(`/monitoring/field/visits/${uuid}/`, body, token);
    await amend({ user, uuid }, (kept) => settle(kept, sent, answer));
  }
  for (const photo of (await photos(user)).filter((one) => one.visit === uuid)) {
    const parcel = new FormData();
    parcel.set("user", user);
    parcel.set("title", photo.title);
    parcel.set("taken_on", photo.takenOn);
    parcel.set("file", photo.blob, photo.name);
    const got = await post(`/monitoring/field/visits/${uuid}/photos/`, parcel, token);
    if (got.kept) await dropPhoto(user, photo.id);
    else await rewrite("photos", photo.key, (kept) => kept && { ...kept, error: got.error });
  }
  return answer;
}

// Send one visit or all; returns { status: kept | offline | login | other | gone, answer }.
export const send = (user, uuids) => alone(async () => {
  try {
    const token = await ticket(user);
    let [answer, status] = [null, "kept"];
    for (const uuid of uuids) {
      try {
        answer = await sendOne(user, uuid, token);
      } catch (error) {
        // What the server no longer finds does not hold up the rest.
        if (error.message !== "gone") throw error;
        status = "gone";
      }
    }
    return { status, answer };
  } catch (error) {
    return { status: error instanceof Refused ? error.message : "offline" };
  }
});
