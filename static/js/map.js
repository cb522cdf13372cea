// Elements marked data-map become a map: outlines of our own, points of the list, a popup asked for when touched.
const COUNTRY = [[-11.2, 94.7], [6.2, 141.1]];
const NEAR = 8; // from this zoom on the kabupaten and kota are drawn, and every point

async function json(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function outlines(map, data) {
  const ink = getComputedStyle(document.documentElement);
  const style = { color: ink.getPropertyValue("--line-2"), weight: 1, fillColor: ink.getPropertyValue("--paper"), fillOpacity: data.tiles ? 0 : 1 };
  const files = JSON.parse(data.provinces || "{}");
  const loaded = new Set();
  const boxes = {};
  const coarse = {};
  map.createPane("ground").style.zIndex = 250;
  const draw = async (code) => {
    if (!files[code] || loaded.has(code)) return;
    loaded.add(code);
    const fine = await json(files[code]);
    L.geoJSON(fine, { pane: "ground", interactive: false, style }).addTo(map);
    coarse[code]?.remove(); // two lines of different detail would lie side by side
  };
  const near = () => {
    if (map.getZoom() < NEAR) return;
    const view = map.getBounds();
    for (const [code, box] of Object.entries(boxes)) if (view.intersects(box)) draw(code).catch(() => {});
  };
  const whole = () => {
    if (loaded.has("")) return;
    loaded.add("");
    json(data.country).then((country) => {
      L.geoJSON(country, {
        pane: "ground", interactive: false, style,
        filter: (feature) => !loaded.has(feature.properties.code),
        onEachFeature: (feature, layer) => {
          boxes[feature.properties.code] = layer.getBounds();
          coarse[feature.properties.code] = layer;
        },
      }).addTo(map);
      near();
    }).catch(() => {});
  };
  if (data.province) draw(data.province).catch(() => {});
  // A reader of one region gets its province; the country comes when the map is moved, or shows more than that.
  return () => {
    if (!data.province || map.getZoom() < NEAR) whole();
    map.on("moveend", () => { whole(); near(); });
  };
}

function icon(tone) {
  return L.divIcon({ className: "spot", iconSize: [24, 24], html: `<span class="pin ${tone}"></span>` });
}

async function popup(data, code) {
  const answer = await fetch(data.popup.replace("00.00-0000", code));
  const box = document.createElement("div");
  if (answer.ok) box.innerHTML = await answer.text();
  else box.textContent = data.failed;
  return box;
}

// How many facilities a marker stands for: one, or all of a region whose points were not fetched yet.
const worth = (marker) => marker.options.sum || 1;

function heap(n, group) {
  const size = n < 10 ? 32 : n < 100 ? 38 : n < 1000 ? 46 : 54;
  return L.divIcon({ className: "many", iconSize: [size, size], html: `${n.toLocaleString(document.documentElement.lang)}<span class="sr"> ${group}</span>` });
}

// The points of an answer as markers; numbers and places come as differences to the one before.
export function placed(found, icons) {
  const marks = [];
  for (const [region, rows] of Object.entries(found || {})) {
    let [number, south, east] = [0, 0, 0];
    for (const [steps, up, right, mark] of rows) {
      number += steps;
      south += up;
      east += right;
      const code = `${region}-${String(number).padStart(4, "0")}`;
      marks.push(L.marker([south / 10000, east / 10000], { icon: icons[mark], title: code, alt: code, code }));
    }
  }
  return marks;
}

async function points(map, data) {
  const icons = data.marks.trim().split(/\s+/).map(icon);
  const many = L.markerClusterGroup({
    chunkedLoading: true, showCoverageOnHover: false, maxClusterRadius: 55, animate: false,
    iconCreateFunction: (cluster) => heap(cluster.getAllChildMarkers().reduce((n, marker) => n + worth(marker), 0), data.group),
  });
  const found = await json(data.points);
  const waiting = new Map(); // region → the marker that stands for its points
  let [south, east] = [0, 0];
  for (const [region, [sum, up, right, reach]] of Object.entries(found.sums || {})) {
    south += up;
    east += right;
    const middle = L.latLng(south / 100, east / 100);
    const far = (reach + 1) / 100;
    const corners = L.latLngBounds([middle.lat - far, middle.lng - far], [middle.lat + far, middle.lng + far]);
    // The list's own filter knows what the region is called.
    const name = document.querySelector(`select[name=region] option[value="${region}"]`)?.textContent.trim() || region;
    waiting.set(region, L.marker(middle, { icon: heap(sum, data.group), title: name, alt: name, sum, region, corners }));
  }
  // Instead of a region's sum its points, as soon as somebody looks at it.
  const unfold = async (regions) => {
    const sums = regions.filter((region) => waiting.has(region)).map((region) => waiting.get(region));
    if (!sums.length) return;
    sums.forEach((marker) => waiting.delete(marker.options.region));
    const of = sums.map((marker) => `of=${marker.options.region}`).join("&");
    try {
      const marks = placed((await json(`${data.points}&${of}`)).points, icons);
      many.removeLayers(sums);
      many.addLayers(marks);
    } catch (error) { // the sums stay, and are asked for again by the next move
      sums.forEach((marker) => waiting.set(marker.options.region, marker));
      throw error;
    }
  };
  const near = () => {
    if (map.getZoom() < NEAR) return;
    const view = map.getBounds();
    unfold([...waiting].filter(([, marker]) => view.intersects(marker.options.corners)).map(([region]) => region)).catch(console.warn);
  };
  const tell = async ({ layer }) => {
    if (layer.options.sum) {
      map.fitBounds(layer.options.corners, { animate: false });
      map.getContainer().focus({ preventScroll: true }); // the marker is about to go
      unfold([layer.options.region]).catch(console.warn);
      return;
    }
    const box = await popup(data, layer.options.code).catch(() => null);
    if (!box) return;
    L.popup({ minWidth: 200, offset: [0, -6] }).setLatLng(layer.getLatLng()).setContent(box).openOn(map);
    box.querySelector("a")?.focus({ preventScroll: true });
  };
  many.on("click", tell);
  many.on("keypress", (event) => event.originalEvent.key === "Enter" && tell(event));
  const marks = [...waiting.values(), ...placed(found.points, icons)];
  if (marks.length) {
    const box = L.latLngBounds(marks.map((mark) => mark.getLatLng()));
    map.fitBounds(box.pad(0.05), { maxZoom: 15, animate: false });
  }
  map.addLayer(many);
  many.addLayers(marks);
  map.on("moveend", near);
  near();
  return marks.reduce((n, marker) => n + worth(marker), 0);
}

// A map with its ground and no points; returns it, and what to call once it shows its first view.
export function plain(element, data) {
  const corners = data.corners ? data.corners.split(",").map(Number) : null;
  const map = L.map(element, { zoomControl: false, minZoom: 4, maxZoom: 18, fadeAnimation: false });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: data.zoomIn, zoomOutTitle: data.zoomOut }).addTo(map);
  map.fitBounds(corners ? [[corners[0], corners[1]], [corners[2], corners[3]]] : COUNTRY, { animate: false });
  if (data.credit) map.attributionControl.addAttribution(data.credit);
  if (data.tiles) L.tileLayer(data.tiles, { attribution: data.tilesCredit, maxZoom: 18 }).addTo(map);
  return [map, outlines(map, data)];
}

function start(element) {
  const data = element.dataset;
  if (data.ready || !window.L) return;
  data.ready = "yes";
  element.classList.remove("by-script");
  const [map, settled] = plain(element, data);
  points(map, data)
    .finally(settled)
    .then((count) => (data.shown = count))
    .catch((error) => {
      console.warn(error);
      const note = document.createElement("p");
      note.className = "map-note";
      note.setAttribute("role", "alert");
      note.textContent = data.failed;
      element.after(note);
    });
}

const all = (root) => root.querySelectorAll("[data-map]").forEach(start);
all(document);
document.addEventListener("htmx:afterSwap", () => all(document));
