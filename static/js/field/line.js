// The line to the server: who is signed in there, and what it answers to what a device sends.
// `Refused` says why nothing was taken: offline (also: later), login, other (account), gone.
export class Refused extends Error {}

// Who is signed in now, and the proof that a form of ours asks; also tells whether there is a line.
export async function ticket(user) {
  const answer = await fetch("/monitoring/field/ticket/", { redirect: "manual", cache: "no-store" });
  if (answer.status === 429) throw new Refused("offline");
  if (!answer.ok) throw new Refused("login");
  const found = await answer.json();
  if (found.user !== user) throw new Refused("other");
  return found.token;
}

// Send a form; returns [status, data] of an answer in JSON.
export async function sendForm(url, body, token) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
  const kind = answer.headers.get("Content-Type") ?? "";
  const isLater = answer.status >= 500 || answer.status === 429;
  if (isLater) throw new Refused("offline");
  if (!kind.startsWith("application/json")) throw new Refused(answer.status === 404 ? "gone" : "login");
  return [answer.status, await answer.json()];
}

export const post = async (url, body, token) => (await sendForm(url, body, token))[1];

// One sender at a time, also among several tabs.
export const alone = (work) => (navigator.locks ? navigator.locks.request("aksansi-field-send", work) : work());
