// The tables as they were read, cell for cell: a view of its own, and the source's place where there are no pages.

const grids = new Map(); // table index -> {filled, long}
let gridView = $("tables");

function makeGrids() {
  gridView.replaceChildren(...(data.tables.length ? data.tables.map(grid) : [el("p", { class: "empty" }, t("ui.no-tables"))]));
  const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => fillGrid(Number(entry.target.dataset.table))), { root: gridView, rootMargin: "900px" });
  for (const section of gridView.children) if (section.dataset.table) near.observe(section);
}

function grid(table) {
  const labels = table.columns.map((column) => el("th", { scope: "col", class: `role-${column.role ?? "none"}` }, column.label || t("ui.no-label")));
  const body = el("tbody");
  grids.set(table.index, { filled: false, long: longBody(body, gridView, (row) => gridRow(table, row)) });
  const about = [t("ui.rows", numberText(table.rows.length))];
  if (table.pages.length) about.unshift(t("ui.pages", pagesText(table.pages)));
  if (!table.columns.some((column) => column.role === "task")) about.push(t("ui.no-roles"));
  return el("section", { class: "grid", "data-table": table.index },
    el("h2", {}, t("ui.table", table.index + 1), table.title ? [": ", el("bdi", {}, table.title)] : []),
    el("p", { class: "about" }, about.join(" · ")),
    el("div", { class: "wide" }, el("table", { class: "grid-table", onclick: onGrid }, el("thead", {}, el("tr", {}, labels)), body)));
}

function fillGrid(index) {
  const made = grids.get(index);
  if (!made.filled) made.long.show([...tables.get(index).rows.keys()]);
  made.filled = true;
}

function pagesText(pages) {
  return pages.length > 1 ? `${pages[0]}–${pages.at(-1)}` : String(pages[0]);
}

function gridRow(table, place) {
  const row = table.rows[place];
  const cells = row.cells.map((text, column) => el("td", { "data-column": column, class: row.inherited.includes(column) ? "inherited" : null }, text));
  const made = el("tr", { "data-table": table.index, "data-row": place }, cells);
  lightGridRow(made);
  return made;
}

function onGrid(event) {
  const cell = event.target.closest("td");
  if (!cell || String(getSelection())) return;
  const { table, row } = cell.parentElement.dataset;
  choose(refOfRow(Number(table), Number(row)), { column: Number(cell.dataset.column), from: "tables" });
}

function lightGridRow(row) {
  const here = chosen.ref && chosen.ref.table === Number(row.dataset.table) && chosen.ref.row === Number(row.dataset.row);
  row.classList.toggle("chosen", Boolean(here));
  for (const cell of row.cells) cell.classList.toggle("value", Boolean(here && chosen.columns && chosen.columns.includes(Number(cell.dataset.column))));
}

function lightGrids(from) {
  for (const row of gridView.querySelectorAll("tr.chosen")) lightGridRow(row);
  if (!chosen.ref || chosen.ref.table === null || !grids.has(chosen.ref.table)) return;
  fillGrid(chosen.ref.table);
  grids.get(chosen.ref.table).long.reach(chosen.ref.row);
  const row = gridView.querySelector(`tr[data-table="${chosen.ref.table}"][data-row="${chosen.ref.row}"]`);
  lightGridRow(row);
  if (from !== "tables" && row.offsetParent) row.scrollIntoView({ block: "center" });
}

// Without pages, the tables take their place, and need no view of their own.
function startTables() {
  if (!data.pages.length) {
    gridView = $("sheets");
    $("sheet-tools").hidden = true;
    $("tab-tables").remove();
    $("panel-tables").remove();
  }
  onChosen.push(lightGrids);
}
