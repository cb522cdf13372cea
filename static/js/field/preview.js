// A questionnaire tried out: hides what the chosen answers and the example's facility leave unasked.
import { applyRules } from "./questions.js";

const form = document.querySelector("form[data-preview]");
const island = JSON.parse(document.getElementById("preview").textContent);

function show() {
  const facts = { ...island.facts, SARANA: form.elements.kind.value, SR_DESAIN: form.elements.sr.value };
  applyRules(form, island.rules, {}, facts);
}
form.addEventListener("input", show);
form.addEventListener("change", show);
// What nobody filled in need not stand in the address.
form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value || name[0] === "b") formData.delete(name);
});
show();
