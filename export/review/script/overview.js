// The document's data, the counts, the audit, the warnings.

function showOverview() {
  settle();
  $("warning-count").textContent = data.warnings.filter((warning) => warning.severity !== "info").length || "";
  $("overview").replaceChildren(
    el("div", { class: "cards" }, documentCard(), countsCard(), auditCard(), fileCard()),
    warningsCard(),
    el("div", { class: "cards" }, barsCard("by-agency", agencyBars()), barsCard("by-section", sectionBars()), barsCard("by-year", yearBars()), barsCard("by-flag", flagBars())),
    el("p", { class: "gloss" }, t("ui.made-by", data.version)));
}

function card(title, ...body) {
  return el("section", { class: "card" }, el("h2", {}, title), body);
}

function pairs(rows) {
  return el("dl", { class: "pairs" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function said(value) {
  return value === null || value === "" || value === undefined ? el("span", { class: "gloss" }, t("ui.nothing-said")) : el("bdi", {}, value);
}

// --- the document -----------------------------------------------------------------------------------------------------

function documentCard() {
  const rows = META.map((name) => [t(`meta.${name}`), metaValue(name)]);
  const { horizon, as_of: day } = data.document;
  rows.push([t("meta.horizon"), said(spanText(horizon))]);
  if (day) rows.push([t("ui.as-of"), dayText(day)]);
  return card(t("ui.document"), pairs(rows));
}

function metaValue(name) {
  const path = `document.${name}`;
  const edit = editOf(null, path);
  const text = edit ? edit.new : data.values[path];
  const shown = name === "date" && /^\d{4}-\d\d-\d\d$/.test(text) ? dayText(text) : text;
  const button = el("button", { type: "button", class: "edit quiet", "aria-label": t("ui.edit-value", t(`meta.${name}`)), onclick: () => editMeta(path) }, t("ui.edit"));
  return el("span", { class: edit ? "meta edited" : "meta", "data-path": path }, said(shown), edit ? el("del", {}, edit.old || t("ui.empty-value")) : null, " ", button);
}

function editMeta(path) {
  settle();
  openEditor($("overview").querySelector(`[data-path="${path}"]`), null, path, () => { showOverview(); heading(); });
}

function fileCard() {
  const { file, sha256, media_type: media, pages, producer } = data.document.source;
  return card(t("ui.file"), pairs([
    [t("file.file"), said(file)], [t("file.pages"), said(pages === null ? null : numberText(pages))], [t("file.media_type"), said(media)],
    [t("file.producer"), said(producer)], [t("file.sha256"), el("code", {}, sha256)]]));
}

function countsCard() {
  const of = (kind) => tasks.filter((task) => task.kind === kind).length;
  const counts = { tables: data.tables.length, sections: of("section"), groups: of("group"), tasks: of("task"), agencies: agencyCounts("any").length, flagged: tasks.filter((task) => task.flags.length).length, doubtful: tasks.filter(isDoubtful).length };
  return card(t("ui.counts"), pairs(Object.entries(counts).map(([name, count]) => [t(`total.${name}`), numberText(count)])));
}

function auditCard() {
  const rows = Object.entries(data.audit).map(([name, count]) => [t(`audit.${name}`), numberText(count)]);
  const lost = data.audit.lost;
  return card(t("ui.audit"), el("p", { class: lost ? "verdict bad" : "verdict good" }, lost ? t("ui.something-lost", numberText(lost)) : t("ui.nothing-lost")), pairs(rows));
}

// --- warnings -----------------------------------------------------------------------------------------------------------

function warningsCard() {
  const title = `${t("ui.warnings")} (${numberText(data.warnings.length)})`;
  if (!data.warnings.length) return card(title, el("p", {}, t("ui.no-warnings")));
  return card(title, el("ul", { class: "warnings" }, data.warnings.map(warningLine)));
}

function warningLine({ code, severity, page, note, message }) {
  const more = note[language];
  const label = known(`issue.${code}`) ? [el("b", {}, t(`issue.${code}`)), more ? [": ", el("bdi", {}, more)] : []] : el("bdi", {}, message);
  const go = page !== null && sheets.has(page) ? el("button", { type: "button", class: "chip", onclick: () => goToPage(page) }, t("ui.on-page", page)) : page !== null ? t("ui.on-page", page) : null;
  return el("li", { class: severity }, el("span", { class: "severity" }, t(`severity.${severity}`)), " ", go, " ", label);
}

// --- counts that filter ---------------------------------------------------------------------------------------------------

function barsCard(name, bars) {
  if (!bars.length) return null;
  const most = Math.max(...bars.map(([, , count]) => count));
  const rows = bars.slice(0, 12).map(([filter, label, count, value]) => el("li", {},
    el("button", { type: "button", class: "link", onclick: () => { setFilter(filter, value); openTab("tasks"); } }, el("bdi", {}, shortened(label, 70))),
    el("span", { class: "measure", "aria-hidden": "true", css: { "--share": count / most } }), el("b", {}, numberText(count))));
  return card(t(`ui.${name}`), el("ul", { class: "bars" }, rows));
}

function agencyBars() {
  return agencyCounts("lead").map(([key, name, count]) => ["agency", name, count, `lead ${key}`]);
}

function sectionBars() {
  const inside = (id) => tasks.filter((task) => task.kind === "task" && task.sections.includes(id)).length;
  return tasks.filter((task) => task.kind === "section").map((task) => ["section", `${task.number} ${task.task}`.trim(), inside(task.id), task.id]);
}

function yearBars() {
  const counted = (data.horizon ? yearsShown() : []).map((year) => ["year", String(year), tasks.filter((task) => task.kind === "task" && task.years.has(year)).length, String(year)]);
  return counted.filter(([, , count]) => count);
}

function flagBars() {
  return [...flagCounts()].sort((a, b) => b[1] - a[1]).map(([flag, count]) => ["flag", t(`flag.${flag}`), count, flag]);
}
