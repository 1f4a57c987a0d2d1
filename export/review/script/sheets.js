// The pages as pictures, with the cells over them. A page's picture and cells are made when it comes near the view.

const sheets = new Map(); // page number -> {figure, size, shown}
const sheetView = $("sheets");
const PARTS_GAP = 24; // pixels left free around a place that is scrolled to
let zoom = 1;

function makeSheets() {
  const near = new IntersectionObserver((entries) => entries.forEach(onNear), { root: sheetView, rootMargin: "900px 0px" });
  for (const size of data.pages) {
    const figure = el("figure", { class: "sheet", id: `page-${size.number}`, "data-page": size.number, css: { "aspect-ratio": `${size.width} / ${size.height}` } });
    sheets.set(size.number, { figure, size, shown: false });
    sheetView.append(figure);
    near.observe(figure);
  }
  $("sheet-count").textContent = t("ui.of-pages", data.document.source.pages ?? data.pages.length);
}

function onNear(entry) {
  const number = Number(entry.target.dataset.page);
  if (entry.isIntersecting) showSheet(number);
  else hideSheet(number);
}

function showSheet(number) {
  const sheet = sheets.get(number);
  if (sheet.shown) return;
  sheet.shown = true;
  sheet.figure.replaceChildren(pictureOf(number), cellsOver(sheet.size), el("figcaption", {}, String(number)));
  lightSheet(number);
}

function showComing() {
  for (const each of sheetView.querySelectorAll(".coming")) each.replaceWith(pictureOf(Number(each.closest("figure").dataset.page)));
}

function hideSheet(number) {
  const sheet = sheets.get(number);
  sheet.shown = false;
  sheet.figure.replaceChildren();
}

// The pictures stand behind this script, for the tables need not wait for them: one may still be on its way.
function pictureOf(number) {
  const held = $(`sheet-${number}`);
  if (!held && document.readyState === "loading") return el("p", { class: "empty coming" }, "…");
  if (!held) return el("p", { class: "empty" }, t("ui.no-picture"));
  return el("img", { alt: t("ui.on-page", number), src: `data:${held.dataset.type};base64,${held.textContent}`, draggable: "false" });
}

function cellsOver(size) {
  const cells = (cellsOfPage.get(size.number) ?? []).map((cell) => svg("rect", { ...rectOf(cell.box), class: "cell", onclick: () => onCell(cell) }));
  return svg("svg", { class: "cells", viewBox: `0 0 ${size.width} ${size.height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, svg("g", {}, cells), svg("g", { class: "lit" }));
}

function rectOf([, x0, top, x1, bottom]) {
  return { x: x0, y: top, width: Math.max(x1 - x0, 1), height: Math.max(bottom - top, 1) };
}

// A cell merged down belongs to several rows: each click goes on to the next of them.
function onCell(cell) {
  const at = cell.refs.findIndex((ref) => chosen.ref && ref.table === chosen.ref.table && ref.row === chosen.ref.row);
  const same = at !== -1 && chosen.columns && chosen.columns.includes(cell.refs[at].column);
  const { table, row, column } = cell.refs[at === -1 ? 0 : (at + (same ? 1 : 0)) % cell.refs.length];
  choose(refOfRow(table, row), { column, from: "sheets" });
}

// --- what is chosen -------------------------------------------------------------------------------------------------

function lightSheets(from) {
  for (const [number, sheet] of sheets) if (sheet.shown) lightSheet(number);
  const places = chosen.columns ? chosenPlaces().value : chosenPlaces().row;
  showParts(places);
  if (places.length && from !== "sheets") scrollToPlaces(places);
}

function lightSheet(number) {
  const lit = sheets.get(number).figure.querySelector(".lit");
  const { row, value } = chosenPlaces();
  const boxes = [[row, "row"], [value, "value"]];
  lit.replaceChildren(...boxes.flatMap(([places, kind]) => places.filter((place) => place[0] === number).map((place) => svg("rect", { ...rectOf(place), class: kind }))));
}

// Where a place stands in the scrolled strip of pages: its top and bottom in pixels.
function extent([page, , top, , bottom]) {
  const { figure, size } = sheets.get(page);
  const scale = figure.clientHeight / size.height;
  return [figure.offsetTop + top * scale, figure.offsetTop + bottom * scale];
}

// All places in view where they fit together, else the first.
function scrollToPlaces(places) {
  const known = places.filter((place) => sheets.has(place[0]));
  if (!known.length) return;
  const room = sheetView.clientHeight - 2 * PARTS_GAP;
  const extents = known.map(extent);
  const first = Math.min(...extents.filter((_, i) => known[i][0] === known[0][0]).map((each) => each[0]));
  const last = Math.max(...extents.map((each) => each[1]));
  const end = last - first <= room ? last : extents[0][1];
  const top = end - first <= room ? first - (sheetView.clientHeight - (end - first)) / 2 : first - PARTS_GAP;
  sheetView.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
  scrollAcross(known[0]);
}

function scrollAcross([page, x0, , x1]) {
  const { figure, size } = sheets.get(page);
  const scale = figure.clientWidth / size.width;
  const middle = figure.offsetLeft + ((x0 + x1) / 2) * scale;
  if (figure.clientWidth > sheetView.clientWidth) sheetView.scrollTo({ left: middle - sheetView.clientWidth / 2 });
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.webdriver;
}

// A button for each page that what is chosen stands on, where there are several.
function showParts(places) {
  const pages = [...new Set(places.map((place) => place[0]))];
  const buttons = pages.map((page) => el("button", { type: "button", class: "chip", onclick: () => scrollToPlaces(places.filter((place) => place[0] === page)) }, t("ui.on-page", page)));
  $("parts").replaceChildren(...(pages.length > 1 ? [el("span", {}, t("ui.part-of", pages.length)), ...buttons] : []));
}

// --- the strip's own tools --------------------------------------------------------------------------------------------

// The page that is looked at; at the strip's end the last one, which may never reach the top.
function pageInView() {
  if (sheetView.scrollTop > 0 && sheetView.scrollTop + sheetView.clientHeight >= sheetView.scrollHeight - 2) return data.pages.at(-1).number;
  const middle = sheetView.scrollTop + sheetView.clientHeight / 3;
  let found = data.pages[0].number;
  for (const [number, { figure }] of sheets) {
    if (figure.offsetTop > middle) break;
    found = number;
  }
  return found;
}

function goToPage(number) {
  const wanted = Math.min(Math.max(number, data.pages[0].number), data.pages.at(-1).number);
  const sheet = sheets.get(wanted);
  if (sheet) sheetView.scrollTo({ top: sheet.figure.offsetTop - 8 });
}

function setZoom(value) {
  const page = pageInView();
  zoom = Math.min(Math.max(value, 0.5), 4);
  sheetView.style.setProperty("--zoom", zoom);
  goToPage(page);
}

function startSheets() {
  makeSheets();
  document.addEventListener("DOMContentLoaded", showComing);
  onChosen.push(lightSheets);
  const field = $("sheet-number");
  sheetView.addEventListener("scroll", () => { if (document.activeElement !== field) field.value = pageInView(); }, { passive: true });
  field.value = data.pages[0].number;
  field.addEventListener("change", () => goToPage(Number(field.value) || 1));
  $("sheet-before").addEventListener("click", () => goToPage(pageInView() - 1));
  $("sheet-after").addEventListener("click", () => goToPage(pageInView() + 1));
  $("smaller").addEventListener("click", () => setZoom(zoom / 1.25));
  $("larger").addEventListener("click", () => setZoom(zoom * 1.25));
  $("fit").addEventListener("click", () => setZoom(1));
}
