// Corrections: what a person puts in place of a value, kept in the browser, downloaded as a file, or saved to a server.
//
// The file's format is phuluc-corrections/1; `old` is the value as read, as export/values.py writes it.

const edits = new Map(); // "task\npath" -> {task, path, old, new, note}
const KEPT = `edits.${data.document.source.sha256}`;
const onEdits = [];
let savedEdits = ""; // as they were when the page was made, or last saved
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
  return values[path] ?? null;
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

function putEdit(id, path, text, note) {
  const old = readText(id, path);
  const made = tidy(text);
  if (old === null) return false;
  if (made === tidy(old)) edits.delete(keyOf(id, path));
  else edits.set(keyOf(id, path), { task: id, path, old, new: made, note: note.trim() });
  return true;
}

function removeEdit(id, path) {
  edits.delete(keyOf(id, path));
  changedEdits([id]);
}

// What is not saved yet is kept in the browser, and comes back with the page.
function keepDraft() {
  const now = [...edits.values()];
  remember(KEPT, JSON.stringify(now) === savedEdits ? null : now);
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

// A form in place of a value; `done` puts the value back.
function openEditor(place, id, path, done) {
  const edit = editOf(id, path);
  const text = el("textarea", { "aria-label": t("ui.edit-value", labelOfValue(path)), rows: "3", spellcheck: "false", maxlength: "100000" });
  text.value = edit ? edit.new : readText(id, path);
  text.rows = Math.min(10, text.value.split("\n").length + 2);
  const note = el("input", { "aria-label": t("ui.note"), placeholder: t("ui.note"), maxlength: "2000" });
  note.value = edit ? edit.note : "";
  const keep = () => { putEdit(id, path, text.value, note.value); changedEdits([id]); done(); };
  place.replaceChildren(el("form", { class: "editor", onsubmit: (event) => { event.preventDefault(); keep(); }, onkeydown: (event) => onEditorKey(event, keep, done) },
    LISTS.includes(path) ? el("p", { class: "gloss" }, t("ui.edit-list")) : null, text, note,
    el("span", { class: "together" }, el("button", { class: "main" }, t("ui.keep")), el("button", { type: "button", onclick: done }, t("ui.cancel")))));
  text.focus();
  place.scrollIntoView({ block: "nearest" });
}

function onEditorKey(event, keep, done) {
  event.stopPropagation();
  if (event.key === "Escape") done();
  else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); keep(); }
}

function labelOfValue(path) {
  return path.startsWith("document.") ? t(`meta.${path.slice(9)}`) : labelOf(path);
}

// --- the list of them -------------------------------------------------------------------------------------------------

function showEdits() {
  $("edit-count").textContent = edits.size || "";
  $("save").hidden = !data.saveUrl || !(edits.size || data.corrections.length);
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
  const name = task === null ? t("ui.document") : tasks[byId.get(task)].number || task;
  const go = task === null ? () => openTab("overview") : () => { openTab("tasks"); choose(refOfTask(byId.get(task)), { path, from: "edits" }); };
  return el("tr", {},
    el("th", { scope: "row" }, el("button", { type: "button", class: "link", onclick: go }, `${name} · ${labelOfValue(path)}`)),
    el("td", {}, el("del", {}, old)), el("td", { class: "new" }, text || t("ui.empty-value")), el("td", {}, note),
    el("td", {}, el("button", { type: "button", "aria-label": t("ui.undo-value", `${name} ${labelOfValue(path)}`), onclick: () => removeEdit(task, path) }, t("ui.undo"))));
}

// --- the file of them -------------------------------------------------------------------------------------------------

function editsFile() {
  const { file, sha256 } = data.document.source;
  return `${JSON.stringify({ schema: "phuluc-corrections/1", source: { file, sha256 }, corrections: [...edits.values()] }, null, 1)}\n`;
}

function stem() {
  return data.document.source.file.replace(/\.[^.]*$/, "") || "document";
}

function download() {
  const url = URL.createObjectURL(new Blob([editsFile()], { type: "application/json" }));
  el("a", { href: url, download: `${stem()}.corrections.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

async function openEdits(input) {
  const text = await input.files[0].text();
  input.value = "";
  let told = null;
  try {
    told = JSON.parse(text);
  } catch { /* said below */ }
  if (told?.schema !== "phuluc-corrections/1" || !Array.isArray(told.corrections)) return say(t("ui.not-edits"));
  if (told.source?.sha256 && told.source.sha256 !== data.document.source.sha256) return say(t("ui.other-source", String(told.source.file)));
  takeEdits(told.corrections);
}

function putGiven(each) {
  return isEdit(each) && putEdit(each.task, each.path, each.new, each.note ?? "");
}

function takeEdits(list) {
  const taken = list.filter(putGiven);
  changedEdits(taken.map((each) => each.task));
  say(t("ui.opened-edits", taken.length) + (taken.length < list.length ? ` ${t("ui.left-out", list.length - taken.length)}` : ""));
}

function isEdit(each) {
  return each && (each.task === null || typeof each.task === "string") && typeof each.path === "string" && typeof each.new === "string" && ["undefined", "string"].includes(typeof each.note);
}

async function save() {
  const sent = JSON.stringify([...edits.values()]);
  try {
    const answer = await fetch(data.saveUrl, { method: "POST", headers: { "Content-Type": "application/json" }, body: editsFile(), credentials: "same-origin" });
    if (!answer.ok) return say(t("ui.save-failed", shortened(await answer.text(), 200)));
    savedEdits = sent;
    keepDraft();
    say(t("ui.saved", edits.size));
  } catch {
    say(t("ui.save-failed", t("ui.no-server")));
  }
}

function startEdits() {
  data.corrections.forEach(putGiven);
  savedEdits = JSON.stringify([...edits.values()]);
  const draft = remembered(KEPT);
  if (Array.isArray(draft)) {
    edits.clear();
    draft.forEach(putGiven);
  }
  $("save").addEventListener("click", save);
  onEdits.push((ids) => ids.filter((id) => id !== null).forEach((id) => { tasks[byId.get(id)].folded = null; }), showEdits, (ids) => new Set(ids.filter((id) => id !== null)).forEach(refreshTask), () => { if (chosen.ref) showDetail(); });
}
