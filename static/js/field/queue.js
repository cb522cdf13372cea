// Forms kept on this device until the server has taken them: the address of the page that takes each, what was typed, and
// the token that names it, by which the server takes it once however often it is sent (core/pages/once.py).
// A row: user, uuid (the token), url, form (which form of ours), kind and title (for the list), values [[name, value]],
// file { blob, name }, after (the uuid of the row it belongs to: a photo of it), at; refused: what the server said.
import { alone, Refused, sendForm, ticket } from "./line.js";
import { keyOf, stores } from "./store.js";

const { get, rewrite, all, foreign, trouble } = stores("aksansi-forms", ["forms"]);
export { trouble };

export const find = (user, uuid) => get("forms", keyOf(user, uuid));
export const rows = async (user) => (await all("forms", user)).sort((one, other) => one.at - other.at);
export const others = async (user) => (await foreign("forms", user)).filter((row) => !row.after).length;
export const keep = (row) => rewrite("forms", keyOf(row.user, row.uuid), () => ({ ...row, key: keyOf(row.user, row.uuid) }));

// Throw a form away, and the photos that were to go with it.
export async function drop(user, uuid) {
  for (const row of await rows(user)) if (row.uuid === uuid || row.after === uuid) await rewrite("forms", row.key, () => null);
}

export async function discard(user) {
  for (const row of await rows(user)) await rewrite("forms", row.key, () => null);
}

function packed(row) {
  const body = new FormData();
  for (const [name, value] of row.values) body.append(name, value);
  body.set("form_token", row.uuid);
  if (row.file) body.set("file", row.file.blob, row.file.name);
  return body;
}

const spoken = ({ label, text }) => (label ? `${label}: ${text}` : text);

// Send one row; returns what became of it: { row, url, told } once the server has it, null where it stays.
async function sendOne(row, token) {
  const [status, data] = await sendForm(row.url, packed(row), token).catch((error) => {
    if (error.message === "gone") return [404, {}];
    throw error;
  });
  if (data.url) {
    for (const photo of await rows(row.user)) {
      if (photo.after === row.uuid) await rewrite("forms", photo.key, () => ({ ...photo, after: "", url: `${data.url}file/` }));
    }
    await rewrite("forms", row.key, () => null);
    return { row, url: data.url, told: data.told };
  }
  if (status === 403 && !data.error) throw new Refused("login");
  const refused = {
    words: data.errors?.map(spoken) ?? [data.error].filter(Boolean),
    fields: data.errors?.map((one) => one.field).filter(Boolean) ?? [],
    saved: data.saved ?? "",
    gone: status === 404,
  };
  await rewrite("forms", row.key, (kept) => kept && { ...kept, refused });
  return null;
}

// Send what waits, `insist`: also what was refused before. Returns { status: kept | offline | login | other, sent }.
export const send = (user, insist = false) => alone(async () => {
  const sent = [];
  try {
    const due = (row) => row && !row.after && (insist || !row.refused);
    if (!(await rows(user)).some(due)) return { status: navigator.onLine ? "kept" : "offline", sent };
    const token = await ticket(user);
    for (const { uuid } of await rows(user)) {
      const row = await find(user, uuid); // a photo learns its address by what went before
      const done = due(row) && (await sendOne(row, token));
      if (done) sent.push(done);
    }
    return { status: "kept", sent };
  } catch (error) {
    return { status: error instanceof Refused ? error.message : "offline", sent };
  }
});
