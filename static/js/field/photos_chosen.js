// Photos chosen for a form (data-photos): taken or picked one after the other, made small here, shown, and dropped again.
import { shrink } from "./photos.js";

// The middle of a photo, as large as its small picture.
async function draw(canvas, blob) {
  const { width, height } = canvas;
  const whole = await createImageBitmap(blob);
  const scale = Math.max(width / whole.width, height / whole.height);
  const [w, h] = [whole.width * scale, whole.height * scale];
  canvas.getContext("2d").drawImage(whole, (width - w) / 2, (height - h) / 2, w, h);
}

export function choose(box, words = box.dataset) {
  const list = box.querySelector("[data-chosen]");
  let chosen = []; // { blob, name, stem, takenOn }
  function show() {
    list.replaceChildren(...chosen.map((one) => {
      const line = document.createElement("li");
      const picture = Object.assign(document.createElement("canvas"), { width: 192, height: 144 });
      draw(picture, one.blob).catch(() => picture.replaceWith(one.name)); // no picture: its name
      const away = Object.assign(document.createElement("button"), { type: "button", className: "linkish", textContent: words.remove });
      away.setAttribute("aria-label", `${words.remove}: ${one.stem}`);
      away.addEventListener("click", () => set(chosen.filter((other) => other !== one)));
      line.append(picture, away);
      return line;
    }));
  }
  function set(photos) {
    chosen = photos;
    show();
  }
  box.addEventListener("change", async ({ target }) => {
    if (target.type !== "file" || !target.files.length) return;
    const files = [...target.files];
    target.value = "";
    for (const file of files) {
      const blob = await shrink(file);
      const stem = file.name.replace(/\.\w+$/, "") || "foto";
      const name = blob === file ? file.name : `${stem}.jpg`;
      set([...chosen, { blob, name, stem, takenOn: new Date(file.lastModified).toISOString().slice(0, 10) }]);
    }
  });
  return { get: () => chosen, set };
}
