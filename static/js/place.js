// Where something is (data-place): the phone's own position with its accuracy, or a pin on a map. Both fill the fields of
// the form that can be typed as well: latitude, longitude, source and accuracy.
const GOOD_M = 10; // better than this a phone hardly gets
const ROUGH_M = 50; // two plants may stand so close
const PATIENCE_MS = 20_000;

export function begin(box) {
  const { dataset: words } = box;
  const form = box.closest("form");
  const told = box.querySelector("[data-told]");
  const here = box.querySelector("[data-here]");
  const opener = box.querySelector("[data-point]");
  const ground = box.querySelector("[data-ground]");
  let pin = null;

  const say = (text, tone = "") => {
    told.textContent = text;
    told.className = `keep-state ${tone}`;
  };
  const field = (name) => form.elements[name];
  const set = (name, value) => {
    const target = field(name);
    if (!target) return;
    target.value = value;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  };
  function fill(latitude, longitude, source, accuracy) {
    set("position", ""); // what is typed there would take the place of this
    set("latitude", latitude.toFixed(6));
    set("longitude", longitude.toFixed(6));
    set("coordinate_source", source);
    set("coordinate_accuracy_m", accuracy);
    // What was filled in is seen, not hidden in a folded part.
    const folded = field("latitude")?.closest("details");
    if (folded) folded.open = true;
  }

  function locate() {
    let best = Infinity;
    here.disabled = true;
    say(words.searching);
    const end = (text, tone) => {
      navigator.geolocation.clearWatch(watch);
      clearTimeout(timer);
      here.disabled = false;
      say(text, tone);
    };
    const result = () => {
      if (best === Infinity) return end(words.failed, "bad");
      end((best > ROUGH_M ? words.rough : words.found).replace("%n", best), best > ROUGH_M ? "part" : "good");
    };
    const timer = setTimeout(result, PATIENCE_MS);
    const watch = navigator.geolocation.watchPosition(({ coords }) => {
      const accuracy = Math.max(1, Math.ceil(coords.accuracy));
      if (accuracy < best) {
        best = accuracy;
        fill(coords.latitude, coords.longitude, "gps", accuracy);
        pin?.setLatLng([coords.latitude, coords.longitude]);
      }
      if (best <= GOOD_M) result();
    }, (error) => {
      if (error.code === 1) end(words.denied, "bad");
      else if (best === Infinity && error.code === 2) end(words.failed, "bad");
    }, { enableHighAccuracy: true, maximumAge: 0 });
  }

  async function chart() {
    for (const address of words.styles.split(" ")) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
    }
    if (!window.L) {
      await new Promise((resolve, reject) => {
        document.head.append(Object.assign(document.createElement("script"), { src: words.leaflet, onload: resolve, onerror: reject }));
      });
    }
    const { plain, placed } = await import("./map.js");
    const [map, settled] = plain(ground, words);
    const at = [field("latitude"), field("longitude")].map((one) => parseFloat(one.value.replace(",", ".")));
    const known = at.every(Number.isFinite);
    // Without tiles there is nothing to see from near but the other facilities.
    if (known) map.setView(at, words.tiles ? 16 : 12, { animate: false });
    settled();
    fetch(words.points, { headers: { Accept: "application/json" } }).then(async (answer) => {
      const small = L.divIcon({ className: "pin none", iconSize: [10, 10] });
      const { points } = await answer.json();
      for (const one of placed(points, Array(5).fill(small))) {
        one.options.interactive = one.options.keyboard = false; // a touch on it points at its place
        one.setOpacity(0.6).addTo(map);
      }
    }).catch(() => {});
    pin = L.marker(known ? at : map.getCenter(), {
      draggable: true, title: words.pin, alt: words.pin, opacity: known ? 1 : 0,
      icon: L.divIcon({ className: "pin bad", iconSize: [20, 20] }),
    }).addTo(map);
    const point = ({ lat, lng }) => {
      pin.setLatLng([lat, lng]).setOpacity(1);
      fill(lat, lng, "peta", "");
      say(words.pinned, "good");
    };
    pin.on("dragend", () => point(pin.getLatLng()));
    map.on("click", ({ latlng }) => point(latlng));
  }

  if (navigator.geolocation && window.isSecureContext) here.addEventListener("click", locate);
  else here.hidden = true;
  opener.addEventListener("click", async () => {
    ground.hidden = !ground.hidden;
    opener.setAttribute("aria-expanded", String(!ground.hidden));
    if (ground.hidden) return;
    say(words.drag);
    if (ground.dataset.ready) return;
    ground.dataset.ready = "yes";
    await chart().catch(() => {
      delete ground.dataset.ready;
      ground.hidden = true;
      say(words.unloaded, "bad");
    });
  });
  box.hidden = false;
}

for (const box of document.querySelectorAll("[data-place]")) begin(box);
