// Visits kept on this device until the server has them, and the way to send them.
// A visit is made of units: one per question (by its number) and one per field of the head. A unit
// holds what was typed, what the server held when it was typed (base), and what came back.
const NAME = "aksansi-field";
const STORES = { visits: "key", photos: "key" };
const memory = { visits: new Map(), photos: new Map() };
let opened = null;

export const trouble = { blocked: false };

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        asked.result.createObjectStore(name, { keyPath }).createIndex("user", "user");
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
  return opened;
}

// Run `work(store)` in one transaction; strict, so that a battery that dies takes nothing along.
async function within(name, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const step = db.transaction(name, mode, { durability: "strict" });
    let answer;
    step.oncomplete = () => resolve(answer);
    step.onabort = step.onerror = () => reject(step.error);
    work(step.objectStore(name), (value) => (answer = value));
  });
}

const keyOf = (user, uuid) => `${user}:${uuid}`;

async function get(name, key) {
  try {
    const found = await within(name, "readonly", (store, done) => {
      store.get(key).onsuccess = (event) => done(event.target.result);
    });
    return found ?? memory[name].get(key);
  } catch {
    trouble.blocked = true;
    return memory[name].get(key);
  }
}

// Read, change and write one row without anybody in between; `change` returns the row, or null to drop it.
async function rewrite(name, key, change) {
  try {
    const row = await within(name, "readwrite", (store, done) => {
      store.get(key).onsuccess = (event) => {
        const next = change(event.target.result ?? memory[name].get(key));
        if (next) store.put(next);
        else store.delete(key);
        done(next);
      };
    });
    memory[name].delete(key);
    trouble.blocked = false;
    return row;
  } catch {
    trouble.blocked = true;
    const next = change(memory[name].get(key));
    if (next) memory[name].set(key, next);
    else memory[name].delete(key);
    return next;
  }
}

async function all(name, user) {
  const kept = [...memory[name].values()].filter((row) => row.user === user);
  try {
    const rows = await within(name, "readonly", (store, done) => {
      store.index("user").getAll(user).onsuccess = (event) => done(event.target.result);
    });
    return [...rows.filter((row) => !kept.some((other) => other.key === row.key)), ...kept];
  } catch {
    trouble.blocked = true;
    return kept;
  }
}

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
  try {
    const kept = await Promise.all(["visits", "photos"].map((name) => within(name, "readonly", (store, done) => {
      store.getAll().onsuccess = (event) => done(event.target.result.filter((row) => row.user !== user));
    })));
    const [rows, pictures] = kept;
    return new Set([...rows.filter(isWaiting).map((row) => row.key), ...pictures.map((one) => keyOf(one.user, one.visit))]).size;
  } catch {
    return 0;
  }
}

// Throw away what an account entered here and did not send.
export async function discard(user) {
  const left = await waiting(user);
  for (const uuid of left) await rewrite("visits", keyOf(user, uuid), () => null);
  for (const photo of await photos(user)) await dropPhoto(user, photo.id);
}

class Refused extends Error {}

// Who is signed in now, and the proof that a form of ours asks; also tells whether there is a line.
async function ticket(user) {
  const answer = await fetch("/monitoring/field/ticket/", { redirect: "manual", cache: "no-store" });
  if (answer.status === 429) throw new Refused("offline");
  if (!answer.ok) throw new Refused("login");
  const found = await answer.json();
  if (found.user !== user) throw new Refused("other");
  return found.token;
}

async function post(url, body, token) {
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" });
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.startsWith("application/json")) return answer.json();
  const isLater = answer.status >= 500 || answer.status === 429;
  throw new Refused(answer.status === 404 ? "gone" : isLater ? "offline" : "login");
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
// One sender at a time, also among several tabs.
export async function send(user, uuids) {
  const work = async () => {
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
  };
  return navigator.locks ? navigator.locks.request("aksansi-field-send", work) : work();
}
