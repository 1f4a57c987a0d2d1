// Corrections: what a person puts in place of a value, and the list of them. files.js keeps them.

const edits = new Map(); // "task\npath" -> {task, path, old, new, note}
const onEdits = [];
let editing = null; // takes what was typed into the form that is open, if one is
const META = ["kind", "number", "date", "issuer", "title"];

function keyOf(id, path) {
  return `${id ?? ""}\n${path}`;
}

function editOf(id, path) {
  return edits.get(keyOf(id, path)) ?? null;
}

// A value as read, as text; null where the document has none of that path.
function readText(id, path) {
  const values = id === null ? data.values : byId.has(id) ? tasks[byId.get(id)].values : {};
  return Object.hasOwn(values, path) ? values[path] : null;
}

function valueText(task, path) {
  const edit = editOf(task.id, path);
  return edit ? edit.new : (task.values[path] ?? "");
}

// The text that a task's values were understood of: of a correction that the document came with, or as read.
function understoodText(id, path) {
  const applied = data.corrections.find((each) => each.task === id && each.path === path);
  return applied ? applied.new : readText(id, path);
}

function isEdited(task) {
  return Object.keys(task.values).some((path) => editOf(task.id, path));
}

// Lines without blanks at their ends and without empty ones: what both sides of a correction are compared as.
function tidy(text) {
  return text.split("\n").map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
}

function editMade(id, path, text, note) {
  return { task: id, path, old: readText(id, path), new: tidy(text), note: note.trim() };
}

function changesNothing(edit) {
  return edit.new === tidy(edit.old);
}

function putEdit(edit) {
  if (changesNothing(edit)) edits.delete(keyOf(edit.task, edit.path));
  else edits.set(keyOf(edit.task, edit.path), edit);
}

function removeEdit(id, path) {
  edits.delete(keyOf(id, path));
  changedEdits([id]);
}

function changedEdits(ids) {
  keepDraft();
  for (const tell of onEdits) tell(ids);
}

// --- editing one value ------------------------------------------------------------------------------------------------

const LISTS = ["lead", "partners", "outputs"];

function startEdit(task, path) {
  chosen.path = path;
  showDetail();
  const row = detail.querySelector(`[data-path="${CSS.escape(path)}"]`);
  if (row) openEditor(row.querySelector(".said"), task.id, path, () => { showDetail(); focusEdit(path); });
}

function focusEdit(path) {
  detail.querySelector(`[data-path="${CSS.escape(path)}"] .edit`)?.focus();
}

// Before a form goes, by whatever is clicked: what was typed into it is a correction as if by its button.
function settle() {
  const leave = editing;
  editing = null;
  leave?.();
}

// A form in place of a value; `done` puts the value back.
function openEditor(place, id, path, done) {
  const edit = editOf(id, path);
  const text = el("textarea", { "aria-label": t("ui.edit-value", labelOfValue(path)), rows: "3", spellcheck: "false", maxlength: "100000" });
  text.value = edit ? edit.new : readText(id, path);
  text.rows = Math.min(10, text.value.split("\n").length + 2);
  const note = el("input", { "aria-label": t("ui.note"), placeholder: t("ui.note"), maxlength: "2000" });
  note.value = edit ? edit.note : "";
  const typed = () => text.value !== text.defaultValue || note.value !== note.defaultValue;
  const put = () => { putEdit(editMade(id, path, text.value, note.value)); changedEdits([id]); };
  const keep = () => { editing = null; put(); done(); };
  const cancel = () => { editing = null; done(); };
  text.defaultValue = text.value;
  note.defaultValue = note.value;
  editing = () => { if (typed()) { put(); say(t("ui.kept-open", labelOfValue(path))); } };
  place.replaceChildren(el("form", { class: "editor", onsubmit: (event) => { event.preventDefault(); keep(); }, onkeydown: (event) => onEditorKey(event, keep, cancel) },
    LISTS.includes(path) ? el("p", { class: "gloss" }, t("ui.edit-list")) : null, text, note,
    el("span", { class: "together" }, el("button", { class: "main" }, t("ui.keep")), el("button", { type: "button", onclick: cancel }, t("ui.cancel")))));
  text.focus();
  place.scrollIntoView({ block: "nearest" });
}

function onEditorKey(event, keep, cancel) {
  event.stopPropagation();
  if (event.key === "Escape") cancel();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); keep(); }
}

function labelOfValue(path) {
  return path.startsWith("document.") ? t(`meta.${path.slice(9)}`) : labelOf(path);
}

function nameOfValue(id, path) {
  const name = id === null ? t("ui.document") : tasks[byId.get(id)].number || id;
  return `${name} · ${labelOfValue(path)}`;
}

// --- the list of them -------------------------------------------------------------------------------------------------

function showEdits() {
  $("edit-count").textContent = edits.size || "";
  $("save").hidden = !data.saveUrl || !(edits.size || base.size);
  const open = el("input", { type: "file", accept: ".json,application/json", class: "unseen", "aria-label": t("ui.open-edits"), tabindex: "-1", onchange: (event) => openEdits(event.target) });
  const tools = el("p", { class: "together" },
    el("button", { type: "button", class: "main", id: "download", disabled: !edits.size, onclick: download }, t("ui.download")),
    el("button", { type: "button", onclick: () => open.click() }, t("ui.open-edits")), open);
  const rows = [...edits.values()].sort((a, b) => (byId.get(a.task) ?? -1) - (byId.get(b.task) ?? -1)).map(editRow);
  const heads = ["value", "old", "new", "reason", "action"].map((name) => el("th", { scope: "col" }, t(`ui.${name}`)));
  $("edits").replaceChildren(tools,
    el("p", { class: "gloss" }, edits.size ? t("ui.edits-how", data.document.source.file) : t("ui.no-edits")),
    edits.size ? el("table", { class: "plain" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)) : "");
}

function editRow({ task, path, old, new: text, note }) {
  const go = task === null ? () => openTab("overview") : () => { openTab("tasks"); choose(refOfTask(byId.get(task)), { path, from: "edits" }); };
  return el("tr", {},
    el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: go }, nameOfValue(task, path))),
    el("td", {}, el("del", {}, old)), el("td", { class: "new" }, text || t("ui.empty-value")), el("td", {}, note),
    el("td", {}, el("button", { type: "button", "aria-label": t("ui.undo-value", nameOfValue(task, path)), onclick: () => removeEdit(task, path) }, t("ui.undo"))));
}
