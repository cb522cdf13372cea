// Forms marked data-form: focus on the error summary, no double submit, a warning before input is lost.
document.querySelector("[data-error-summary]")?.focus();

for (const form of document.querySelectorAll("form[data-form]")) {
  let changed = false;
  let sending = false;

  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", (event) => {
    if (sending) return event.preventDefault();
    sending = true;
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.classList.add("is-busy");
      button.setAttribute("aria-disabled", "true");
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
  // Back from the next page: the form can be sent again.
  window.addEventListener("pageshow", () => {
    sending = false;
    for (const button of form.querySelectorAll("[type=submit]")) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-disabled");
    }
  });
}
