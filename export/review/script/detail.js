// The chosen row in full: each value as printed, what it was taken for, why it is in doubt, where it stands, and its edit.

const detail = $("detail");

function startDetail() {
  onChosen.push(showDetail);
}

function showDetail() {
  settle();
  const task = chosen.ref && chosen.ref.task !== null ? tasks[chosen.ref.task] : null;
  detail.hidden = !task;
  if (!task) return detail.replaceChildren();
  const paths = [...PATHS, ...Object.keys(task.values).filter((path) => !PATHS.includes(path))];
  detail.replaceChildren(detailHead(task), detailWhy(task), el("dl", { class: "values" }, paths.map((path) => valueRow(task, path))));
  const lit = detail.querySelector(".values > .lit");
  if (lit) lit.scrollIntoView({ block: "nearest" });
}

function detailHead(task) {
  const about = [task.where[language], task.section && task.kind !== "section" ? `${t("ui.in-section")}: ${task.section}` : ""].filter(Boolean);
  return el("div", { class: "detail-head" },
    el("h2", {}, `${t(`kind.${task.kind}`)} ${valueText(task, "number")}`.trim(), el("span", { class: "id" }, task.id)),
    el("span", { class: "together" },
      el("button", { type: "button", "aria-label": t("ui.row-before"), title: t("ui.row-before"), onclick: () => step(-1) }, "‹"),
      el("button", { type: "button", "aria-label": t("ui.row-after"), title: t("ui.row-after"), onclick: () => step(1) }, "›"),
      el("button", { type: "button", "aria-label": t("ui.close-detail"), title: t("ui.close-detail"), onclick: () => choose(null) }, "✕")),
    about.length ? el("p", { class: "within" }, el("bdi", {}, about.join(" · "))) : null);
}

// The flags with their reasons, and the confidence by its parts.
function detailWhy(task) {
  const parts = Object.entries(task.trust).filter(([, value]) => value < 1);
  const flags = task.flags.map((flag) => el("li", {}, el("b", {}, t(`flag.${flag}`)), ": ", t(`why.${flag}`)));
  if (parts.length) flags.push(el("li", {}, t("ui.confidence-parts", percentText(task.confidence)), " ", parts.map(([name, value]) => `${t(`trust.${name}`)} ${percentText(value)}`).join(" × ")));
  return flags.length ? el("ul", { class: "why" }, flags) : el("p", { class: "why calm" }, t("ui.confidence-of", percentText(task.confidence)));
}

function valueRow(task, path) {
  const label = labelOf(path);
  const doubts = doubtsOf(task, path);
  const edit = editOf(task.id, path);
  const kinds = [chosen.path === path ? "lit" : "", doubts.length ? "doubt" : "", edit ? "edited" : ""];
  return el("div", { class: kinds.join(" "), "data-path": path },
    el("dt", {}, label),
    el("dd", {}, el("div", { class: "said" }, meaning(task, path), edit ? editGloss(task.id, path, edit) : null), doubts.map((why) => el("p", { class: "doubted" }, why))),
    el("dd", { class: "acts" },
      el("button", { type: "button", "aria-label": t("ui.locate-value", label), onclick: () => choose(chosen.ref, { path, from: "detail" }) }, t("ui.locate")),
      el("button", { type: "button", class: "edit", "aria-label": t("ui.edit-value", label), onclick: () => startEdit(task, path) }, t("ui.edit"))));
}

function editGloss(id, path, edit) {
  return [
    el("del", {}, t("ui.was", edit.old || t("ui.empty-value"))),
    edit.note ? el("p", { class: "gloss" }, edit.note) : null,
    el("button", { type: "button", class: "quiet", "aria-label": t("ui.undo-value", labelOf(path)), onclick: () => removeEdit(id, path) }, t("ui.undo")),
  ];
}

// --- what a value was taken for ---------------------------------------------------------------------------------------

const MEANINGS = {
  lead: (task) => agencies(task.lead),
  partners: (task) => agencies(task.partners),
  period: (task) => periodLines(task.period, task.recurrence),
  outputs: (task) => el("ul", {}, task.outputs.map((output) => el("li", {}, outputLines(output)))),
};

// A value edited here is text that nothing has understood yet.
function meaning(task, path) {
  const text = valueText(task, path);
  if (!text) return el("span", { class: "gloss" }, t("ui.empty-value"));
  const understood = MEANINGS[path] && tidy(text) === tidy(understoodText(task.id, path));
  return understood ? MEANINGS[path](task) : el("bdi", {}, text);
}

// Letters and figures alone: a meaning that says no more than the text is not told.
function bare(text) {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, "");
}

function agencies(list) {
  return el("ul", {}, list.map((agency) => el("li", {}, el("bdi", {}, agency.text), agencyGloss(agency))));
}

function agencyGloss(agency) {
  const told = [];
  if (agency.name === null && agency.id === null) told.push(t("ui.not-in-register"));
  else if (agency.name && bare(agency.name) !== bare(agency.text)) told.push(agency.name);
  if (agency.successor) told.push(t("ui.succeeded-by", agency.successor.name ?? agency.successor.id));
  return told.length ? el("span", { class: "gloss" }, " → ", told.join("; ")) : null;
}

function periodLines(period, recurrence) {
  const told = period.spans.length ? period.spans.map(spanText) : [spanText(period)];
  if (period.rrule) told.unshift(language === "vi" && recurrence ? recurrence : period.rrule);
  if (period.inferred) told.push(t("ui.year-inferred"));
  const words = told.filter(Boolean).join("; ") || t(`period.${period.kind}`);
  return [el("bdi", {}, period.text), bare(words) === bare(period.text) ? null : el("span", { class: "gloss" }, " → ", words)];
}

function outputLines(output) {
  const told = output.measures.map(measureText);
  const period = output.period ? periodGloss(output.period) : "";
  return [output.period && output.period.text ? [el("bdi", {}, output.period.text), ": "] : [], el("bdi", {}, output.text), told.length || period ? el("span", { class: "gloss" }, " → ", [period, ...told].filter(Boolean).join("; ")) : null];
}

function periodGloss(period) {
  return period.spans.map(spanText).join("; ") || spanText(period) || period.rrule || t(`period.${period.kind}`);
}

function measureText({ min, max, unit, per, approximate, of }) {
  const low = min === null ? "" : numberText(min);
  const high = max === null ? "" : numberText(max);
  const range = low === high ? low : low && high ? `${low}–${high}` : low ? t("ui.at-least", low) : t("ui.at-most", high);
  const amount = unit === "%" ? `${range}%` : `${range} ${unit}`;
  return [approximate ? t("ui.approximate") : "", amount, of ?? ""].filter(Boolean).join(" ") + per.map((each) => `/${each}`).join("");
}
