// The tasks as a table.

const PAGED = tasks.some((task) => task.pages.length);
const COLUMNS = [...PATHS, ...(PAGED ? ["pages"] : []), "confidence"];
let taskList = null;
let query = [];

function startTasks() {
  taskList = longBody($("task-table").tBodies[0], $("task-scroll"), taskRow);
  $("task-table").tBodies[0].addEventListener("click", onTask);
  onFilter.push((words) => {
    query = words;
    taskList.show(shownTasks);
    $("task-table").hidden = !shownTasks.length;
    $("task-empty").hidden = shownTasks.length > 0;
    $("task-empty").textContent = t(tasks.length ? "ui.nothing-found" : "ui.no-tasks");
  });
  onChosen.push(lightTasks);
}

function taskHead() {
  const heads = COLUMNS.map((name) => {
    if (name !== "confidence") return el("th", { scope: "col", class: `at-${name}` }, t(`column.${name}`));
    const sorted = filters.sort === "confidence";
    const button = el("button", { type: "button", title: t("ui.by-confidence"), onclick: () => { setFilter("sort", sorted ? "order" : "confidence"); taskHead(); } }, t("ui.confidence"), " ", sorted ? "▲" : "↕");
    return el("th", { scope: "col", class: "at-confidence", "aria-sort": sorted ? "ascending" : "none" }, button);
  });
  $("task-table").tHead.replaceChildren(el("tr", {}, heads));
}

function taskRow(index) {
  const task = tasks[index];
  const bare = task.kind === "section" && !PATHS.slice(2).some((path) => valueText(task, path));
  const cells = COLUMNS.map((name) => (bare && PATHS.indexOf(name) > 1 ? null : taskCell(task, index, name)));
  if (bare) cells[1].colSpan = PATHS.length - 1;
  const row = el("tr", { "data-task": index, class: `${task.kind}${task.flags.length ? " flagged" : ""}` }, cells);
  lightTaskRow(row);
  return row;
}

function taskCell(task, index, name) {
  if (name === "number") return numberCell(task, index);
  if (name === "pages") return el("td", { class: "at-pages" }, task.pages.join(", "));
  if (name === "confidence") return el("td", { class: "at-confidence" }, confidenceMark(task));
  const doubts = doubtsOf(task, name);
  const edited = editOf(task.id, name);
  const kinds = ["value", `at-${name}`, doubts.length ? "doubt" : "", edited ? "edited" : ""];
  return el("td", { class: kinds.join(" "), "data-path": name, "data-label": t(`column.${name}`), title: doubts.join("\n") || null }, shownValue(task, name), doubts.length ? el("span", { class: "unseen" }, ` (${doubts.join(" ")})`) : null);
}

function numberCell(task, index) {
  const doubts = doubtsOf(task, "number");
  const button = el("button", { type: "button", class: "pick", "aria-label": t("ui.select-row", `${valueText(task, "number")} ${shortened(valueText(task, "task"), 40)}`), onclick: () => chooseTask(index, "tasks") }, valueText(task, "number") || "·");
  return el("th", { scope: "row", class: `value at-number${doubts.length ? " doubt" : ""}${editOf(task.id, "number") ? " edited" : ""}`, "data-path": "number", title: doubts.join("\n") || null }, button);
}

// A list with one item a line, a text as it is; what the search found is marked.
function shownValue(task, path) {
  const lines = valueText(task, path).split("\n");
  const listed = path === "lead" || path === "partners" || path === "outputs";
  if (!listed || lines.length < 2) return lines.flatMap((line, i) => [i ? el("br") : null, marked(line, query)]);
  return el("ul", {}, lines.map((line) => el("li", {}, marked(line, query))));
}

function confidenceMark(task) {
  const kind = task.flags.includes("low-confidence") ? "low" : task.confidence < 0.9 ? "middle" : "high";
  const why = task.flags.map((flag) => t(`why.${flag}`));
  return el("span", { class: `sure ${kind}`, title: [t("ui.confidence-of", percentText(task.confidence)), ...why].join("\n") }, percentText(task.confidence), task.flags.length ? el("span", { class: "flag", "aria-hidden": "true" }, "⚑") : null);
}

function onTask(event) {
  const row = event.target.closest("tr");
  const cell = event.target.closest("[data-path]");
  if (!row || event.target.closest("button") || String(getSelection())) return;
  choose(refOfTask(Number(row.dataset.task)), { path: cell ? cell.dataset.path : null, from: "tasks" });
}

function chooseTask(index, from) {
  choose(refOfTask(index), { from });
}

// The next shown task, or the one before; from nothing, the first.
function step(by) {
  if (!shownTasks.length) return;
  const at = chosen.ref ? shownTasks.indexOf(chosen.ref.task) : -1;
  const next = at === -1 ? 0 : Math.min(Math.max(at + by, 0), shownTasks.length - 1);
  chooseTask(shownTasks[next], "keys");
}

function lightTaskRow(row) {
  const here = chosen.ref && chosen.ref.task === Number(row.dataset.task);
  row.classList.toggle("chosen", Boolean(here));
  if (here) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
  for (const cell of row.cells) cell.classList.toggle("lit", Boolean(here && chosen.path && cell.dataset.path === chosen.path));
}

function lightTasks(from) {
  const body = $("task-table").tBodies[0];
  for (const row of body.querySelectorAll("tr.chosen")) lightTaskRow(row);
  if (!chosen.ref || chosen.ref.task === null) return;
  if (from === "sheets" || from === "tables") reveal(chosen.ref.task);
  const at = shownTasks.indexOf(chosen.ref.task);
  if (at === -1) return;
  taskList.reach(at);
  const row = body.querySelector(`tr[data-task="${chosen.ref.task}"]`);
  lightTaskRow(row);
  row.scrollIntoView({ block: "nearest" });
}

// Rows whose values changed are made anew in their places.
function refreshTask(id) {
  const index = byId.get(id);
  const old = $("task-table").tBodies[0].querySelector(`tr[data-task="${index}"]`);
  if (old) old.replaceWith(taskRow(index));
}
