// Cards of questions ([data-ask]): reading and filling their fields, rules, errors, clashes.
export const cards = (root) => [...root.querySelectorAll("[data-ask]")];
const fieldsOf = (card) => [...card.querySelectorAll("input, select, textarea")].filter((field) => /^[qn]\d+$/.test(field.name));

// What stands in a card, by field name: always all its fields, a field without a choice as [].
export function valuesOf(card) {
  const found = {};
  for (const field of fieldsOf(card)) {
    found[field.name] ??= [];
    if (["radio", "checkbox"].includes(field.type)) {
      if (field.checked) found[field.name].push(field.value);
    } else found[field.name].push(field.value);
  }
  return found;
}

export function fill(card, values) {
  for (const field of fieldsOf(card)) {
    const wanted = values[field.name] ?? [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = wanted.includes(field.value) && field.value !== "";
    else field.value = wanted[0] ?? "";
  }
  const reason = card.querySelector("details.why");
  if (reason) reason.open = Object.entries(values).some(([name, [value]]) => value && (name[0] === "n" || value[0] === "!"));
}

// The answer as rules see it: the value; nothing for a reason or a blank.
export function answerOf(card) {
  const all = valuesOf(card);
  // A word instead of a date stands among the reasons: “=belum-pernah”.
  const said = (all[`n${card.dataset.ask}`] ?? []).filter((value) => value[0] === "=").map((value) => value.slice(1));
  const values = said.length ? said : (all[`q${card.dataset.ask}`] ?? []);
  const text = values.filter((value) => value[0] !== "!").join(" ").trim();
  return card.dataset.kind === "number" ? text.replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".") : text;
}
export const isAnswered = (card) => Object.values(valuesOf(card)).some((values) => values.some((value) => value.trim()));

const number = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null);
const ORDER = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

// Mirrors monitoring/questionnaire/showif.py, which decides.
export function holds(rule, values) {
  if (!rule) return true;
  const [op, ...rest] = rule;
  if (op === "and") return rest.every((part) => holds(part, values));
  if (op === "or") return rest.some((part) => holds(part, values));
  const [name, value] = rest;
  const known = values[name] ?? "";
  if (op === "has" || op === "lacks") return known.split(" ").includes(value) === (op === "has");
  const [left, right] = [number(known), number(value)];
  if (op === "=" || op === "!=") return (left !== null && right !== null ? left === right : known === value) === (op === "=");
  return left !== null && right !== null && ORDER[op](left, right);
}

// Hide what is not asked. `rules`: [code, rule] of the whole questionnaire in order; `known`: answers
// that stand elsewhere. Returns the codes that are asked.
export function applyRules(root, rules, known, facts) {
  const here = Object.fromEntries(cards(root).map((card) => [card.dataset.code, card]));
  const values = { ...facts };
  const asked = new Set();
  for (const [code, rule] of rules) {
    const shown = holds(rule, values);
    if (here[code]) here[code].hidden = !shown;
    if (!shown) continue;
    asked.add(code);
    values[code] = here[code] ? answerOf(here[code]) : (known[code] ?? "");
  }
  return asked;
}

export function tell(card, unit) {
  const error = card.querySelector("[data-error]");
  error.textContent = unit?.error ?? "";
  error.hidden = !unit?.error;
  card.classList.toggle("has-error", Boolean(unit?.error));
  const clash = card.querySelector("[data-clash]");
  clash.hidden = !unit?.clash;
  if (unit?.clash) {
    const { words, who, at } = unit.clash;
    clash.querySelector("[data-theirs]").textContent = `${words || "–"} (${[who, at].filter(Boolean).join(", ")})`;
  }
}
