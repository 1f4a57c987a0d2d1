// Corrections kept: as a draft in the browser, as a file, on a server beside those of others.
//
// The file's format is phuluc-corrections/1; `old` is the value as read, as export/values.py writes it.

const DRAFT = `edits.${data.document.source.sha256}`;
const TRIES = 5; // of a save while others save, too
let base = new Map(); // the corrections that are kept, as far as this page knows: it came with them, or saved them
let strangers = []; // those that the server has and that do not fit this document: they stay as they are

// What two texts are told to be one by, as normalize/text.py has it: wrapping and spacing are the printer's.
function solid(text) {
  return text.normalize("NFC").replace(/[\u2010\u2011]/g, "-").replace(/\s+/g, "");
}

function isEdit(each) {
  return each && (each.task === null || typeof each.task === "string") && ["path", "old", "new"].every((name) => typeof each[name] === "string") && ["undefined", "string"].includes(typeof each.note);
}

// Whether a correction is of a value of this document, and was made of the text that it has.
function fits(each) {
  const read = isEdit(each) ? readText(each.task, each.path) : null;
  return read !== null && solid(read) === solid(each.old);
}

function fitting(list) {
  return list.filter(fits).map((each) => editMade(each.task, each.path, each.new, each.note ?? ""));
}

function byValue(list) {
  return new Map(fitting(list).filter((edit) => !changesNothing(edit)).map((edit) => [keyOf(edit.task, edit.path), edit]));
}

// Take what others changed since `base`. Where both changed one value, what is here stays; those of the others come back.
function takeOthers(theirs) {
  const both = [];
  const before = base;
  base = theirs;
  for (const key of new Set([...before.keys(), ...theirs.keys()])) {
    const [known, other, own] = [before, theirs, edits].map((each) => JSON.stringify(each.get(key) ?? null));
    if (other === known || other === own) continue;
    const edit = theirs.get(key) ?? { ...before.get(key), new: before.get(key).old };
    if (own === known) putEdit(edit);
    else both.push(edit);
  }
  return both;
}

function tellBoth(both) {
  say(t("ui.both-changed", both.map((edit) => `${nameOfValue(edit.task, edit.path)}: “${shortened(edit.new, 60) || t("ui.empty-value")}”`).join("; ")));
}

// --- a draft ----------------------------------------------------------------------------------------------------------

// What is not saved yet is kept in the browser, and comes back with the page.
function keepDraft() {
  const [own, kept] = [[...edits.values()], [...base.values()]];
  remember(DRAFT, JSON.stringify(own) === JSON.stringify(kept) ? null : { own, kept });
}

function takeDraft({ own, kept }) {
  const now = base;
  base = byValue(kept);
  edits.clear();
  byValue(own).forEach((edit, key) => edits.set(key, edit));
  const both = takeOthers(now);
  const unfit = own.filter((each) => !fits(each)).length;
  if (unfit) say(t("ui.left-out", unfit));
  if (both.length) tellBoth(both);
}

// --- a file -----------------------------------------------------------------------------------------------------------

function fileOf(corrections) {
  const { file, sha256 } = data.document.source;
  return `${JSON.stringify({ schema: "phuluc-corrections/1", source: { file, sha256 }, corrections }, null, 1)}\n`;
}

function stem() {
  return data.document.source.file.replace(/\.[^.]*$/, "") || "document";
}

function download() {
  const url = URL.createObjectURL(new Blob([fileOf([...edits.values()])], { type: "application/json" }));
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

function takeEdits(list) {
  const taken = fitting(list);
  taken.forEach(putEdit);
  changedEdits(taken.map((edit) => edit.task));
  say(t("ui.opened-edits", taken.length) + (taken.length < list.length ? ` ${t("ui.left-out", list.length - taken.length)}` : ""));
}

// --- a server ---------------------------------------------------------------------------------------------------------

async function save() {
  settle();
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const now = await fetch(data.saveUrl, { cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!now.ok) return sayUnsaved(await now.text());
      if (!meetOthers((await now.json()).corrections)) return;
      const answer = await send(now.headers.get("ETag"));
      if (answer.ok) return;
      if (answer.status !== 412) return sayUnsaved(await answer.text()); // 412: another saved between the two
    }
    sayUnsaved(t("ui.no-turn"));
  } catch {
    sayUnsaved(t("ui.no-server"));
  }
}

// Whether what the server has goes together with what is here. Where it does not, that is told, and the next save is meant.
function meetOthers(corrections) {
  const before = new Map(edits);
  const both = takeOthers(byValue(corrections));
  strangers = corrections.filter((each) => !fits(each));
  changedEdits([...new Map([...before, ...edits]).values()].map((edit) => edit.task));
  if (both.length) tellBoth(both);
  return !both.length;
}

async function send(tag) {
  const sent = new Map(edits);
  const others = strangers.filter((each) => !sent.has(keyOf(each.task, each.path)));
  const answer = await fetch(data.saveUrl, { method: "POST", headers: { "Content-Type": "application/json", "If-Match": tag }, body: fileOf([...sent.values(), ...others]), credentials: "same-origin" });
  if (answer.ok) {
    base = sent;
    keepDraft();
    say(t("ui.saved", sent.size));
  }
  return answer;
}

function sayUnsaved(why) {
  say(t("ui.save-failed", shortened(why, 200)));
}

function startEdits() {
  base = byValue(data.corrections);
  base.forEach((edit, key) => edits.set(key, edit));
  const draft = remembered(DRAFT);
  if (Array.isArray(draft?.own) && Array.isArray(draft.kept)) takeDraft(draft);
  $("save").addEventListener("click", save);
  addEventListener("pagehide", settle);
  onEdits.push((ids) => ids.filter((id) => id !== null).forEach((id) => { tasks[byId.get(id)].folded = null; }), showEdits, (ids) => new Set(ids.filter((id) => id !== null)).forEach(refreshTask), () => { if (chosen.ref) showDetail(); });
}
