// Copies what pages need from node_modules into static/vendor and writes VERSIONS.md beside it.
// Run by `make vendor` after `npm ci`. The copies are committed: users never need Node.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "..", "static", "vendor");
const wanted = JSON.parse(readFileSync(join(here, "package.json"), "utf8")).dependencies;

// package → { file in the package: file in static/vendor }
const FILES = {
  bootstrap: {
    LICENSE: "bootstrap/LICENSE",
  },
  "bootstrap-icons": { LICENSE: "icons.LICENSE" },
  leaflet: {
    "dist/leaflet.css": "leaflet/leaflet.css",
    "dist/leaflet.js": "leaflet/leaflet.js",
    "dist/images/layers.png": "leaflet/images/layers.png",
    "dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
    "dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
    LICENSE: "leaflet/LICENSE",
  },
  "leaflet.markercluster": {
    "dist/MarkerCluster.css": "leaflet.markercluster/MarkerCluster.css",
    "dist/MarkerCluster.Default.css": "leaflet.markercluster/MarkerCluster.Default.css",
    "dist/leaflet.markercluster.js": "leaflet.markercluster/leaflet.markercluster.js",
    "MIT-LICENCE.txt": "leaflet.markercluster/LICENSE",
  },
  "@fontsource/plus-jakarta-sans": {
    "files/plus-jakarta-sans-latin-400-normal.woff2": "fonts/plus-jakarta-sans-400.woff2",
    "files/plus-jakarta-sans-latin-600-normal.woff2": "fonts/plus-jakarta-sans-600.woff2",
    "files/plus-jakarta-sans-latin-700-normal.woff2": "fonts/plus-jakarta-sans-700.woff2",
    LICENSE: "fonts/LICENSE",
  },
};

const LICENCES = {
  bootstrap: "MIT",
  "bootstrap-icons": "MIT",
  leaflet: "BSD-2-Clause",
  "leaflet.markercluster": "MIT",
  "@fontsource/plus-jakarta-sans": "OFL-1.1",
};

// <svg class="icon"><use href="{% static 'vendor/icons.svg' %}#house"></use></svg>
const ICONS = `
  archive arrow-counterclockwise arrow-down arrow-right arrow-up bar-chart bell box-arrow-right building
  calendar-event camera cash-stack chat-left-text check-circle check-lg chevron-down chevron-left
  chevron-right clipboard-check clipboard-data clock clock-history diagram-3 download droplet
  droplet-half envelope exclamation-circle exclamation-triangle eye file-earmark-pdf
  file-earmark-spreadsheet file-earmark-text flag funnel gear geo-alt globe graph-up house info-circle
  journal-text list lock map paperclip pencil people person-circle plus-lg printer question-circle
  reply search send shield-check telephone three-dots translate trash truck unlock upload wrench x-lg
`.trim().split(/\s+/);

const rows = [];

function put(pkg, name, content) {
  const path = join(target, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  rows.push([name, pkg, wanted[pkg], LICENCES[pkg], createHash("sha256").update(content).digest("hex")]);
}

// The .map files are not copied, and the manifest storage fails on a comment that names one.
function clean(name, content) {
  if (!/\.(css|js)$/.test(name)) return content;
  const text = content.toString("utf8");
  return text.replace(/\s*(\/\/[#@]\s*sourceMappingURL=\S+|\/\*[#@]\s*sourceMappingURL=[^*]+\*\/)\s*/g, "\n");
}

// Bootstrap's own Sass, of the parts that frontend/bootstrap.scss names.
function lean() {
  const { css } = sass.compile(join(here, "bootstrap.scss"), { loadPaths: [modules], style: "compressed", quietDeps: true, silenceDeprecations: ["import"] });
  return `/*! Bootstrap ${wanted.bootstrap}, parts (frontend/bootstrap.scss); MIT, see LICENSE */\n${css.replace(/^\uFEFF|@charset "UTF-8";/g, "")}\n`;
}

function sprite() {
  const symbols = ICONS.map((icon) => {
    const svg = readFileSync(join(modules, "bootstrap-icons", "icons", `${icon}.svg`), "utf8");
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    const box = /viewBox="([^"]+)"/.exec(svg)[1];
    return `<symbol id="${icon}" viewBox="${box}">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n${symbols.join("\n")}\n</svg>\n`;
}

rmSync(target, { recursive: true, force: true });
for (const [pkg, files] of Object.entries(FILES)) {
  const manifest = JSON.parse(readFileSync(join(modules, pkg, "package.json"), "utf8"));
  // npm may install an older version where `engines` does not match: never copy that unnoticed.
  if (manifest.version !== wanted[pkg]) {
    throw new Error(`${pkg}: ${manifest.version} is installed, ${wanted[pkg]} is wanted`);
  }
  if (pkg === "bootstrap") put(pkg, "bootstrap/bootstrap.css", lean());
  if (pkg === "bootstrap-icons") put(pkg, "icons.svg", sprite());
  for (const [from, to] of Object.entries(files)) {
    put(pkg, to, clean(to, readFileSync(join(modules, pkg, from))));
  }
}

rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
const lines = rows.map(([file, pkg, version, licence, sum]) => `| ${file} | ${pkg} | ${version} | ${licence} | \`${sum}\` |`);
writeFileSync(
  join(target, "VERSIONS.md"),
  `# Vendored front-end files

Written by \`make vendor\` (frontend/vendor.mjs, frontend/bootstrap.scss). Do not edit these files by hand: change the version in
frontend/package.json and run it again. htmx is not here: it comes with django-htmx.

| file | package | version | licence | sha256 |
|---|---|---|---|---|
${lines.join("\n")}

Icons in icons.svg (${ICONS.length}): ${ICONS.join(", ")}.
`,
);

// npm writes funding addresses into the lock file; the project keeps lock files free of addresses.
const lockPath = join(here, "package-lock.json");
const lock = JSON.parse(readFileSync(lockPath, "utf8"));
for (const entry of Object.values(lock.packages)) delete entry.funding;
writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);

console.log(`static/vendor: ${rows.length} files, ${ICONS.length} icons`);
