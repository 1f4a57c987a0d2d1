// The shown tasks by year and quarter: a bar for each stretch of quarters with the same mark.

const SIGNS = { due: "◆", "again-named": "●", ongoing: "~" };
let timelineList = null;

function startTimeline() {
  timelineList = longBody($("timeline-table").tBodies[0], $("timeline-scroll"), timelineRow);
  $("timeline-table").tBodies[0].addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row && !event.target.closest("button")) choose(refOfTask(Number(row.dataset.task)), { path: event.target.closest(".track, .when") ? "period" : null, from: "timeline" });
  });
  onFilter.push(showTimeline);
  onChosen.push(lightTimeline);
}

function showTimeline() {
  const years = data.horizon ? yearsShown() : [];
  $("timeline-table").hidden = !years.length || !shownTasks.length;
  $("timeline-empty").hidden = !$("timeline-table").hidden;
  $("timeline-empty").textContent = t(!tasks.length ? "ui.no-tasks" : years.length ? "ui.nothing-found" : "ui.no-horizon");
  $("legend").hidden = $("timeline-table").hidden;
  if ($("timeline-table").hidden) return;
  $("timeline-table").style.setProperty("--years", years.length);
  $("timeline-table").tHead.replaceChildren(el("tr", {},
    el("th", { scope: "col", class: "at-number" }, t("column.number")), el("th", { scope: "col", class: "at-task" }, t("column.task")),
    el("th", { scope: "col", class: "track" }, el("span", { class: "years" }, years.map((year) => el("span", {}, String(year), el("small", { "aria-hidden": "true" }, "I II III IV".split(" ").map((name) => el("i", {}, name)))))))));
  $("legend").replaceChildren(...["on", "open", "due", "again", "again-named", "ongoing"].map((mark) => el("li", {}, el("span", { class: `bar ${mark}`, "aria-hidden": "true" }, SIGNS[mark] ?? ""), t(`mark.${mark}`))));
  timelineList.show(shownTasks);
}

function yearsShown() {
  return Array.from({ length: data.horizon.last - data.horizon.first + 1 }, (_, i) => data.horizon.first + i);
}

function timelineRow(index) {
  const task = tasks[index];
  const all = yearsShown().length * 4;
  const bars = stretchesOf(task.quarters).map(([mark, first, last]) => el("span", { class: `bar ${mark}`, css: { left: `${(first / all) * 100}%`, width: `${((last - first + 1) / all) * 100}%` } }, SIGNS[mark] ?? ""));
  const told = stretchesOf(task.quarters).map(([mark, first, last]) => `${t(`mark.${mark}`)}: ${quarterText(first)} – ${quarterText(last)}`).join("; ");
  const pick = el("button", { type: "button", class: "pick", "aria-label": t("ui.select-row", `${valueText(task, "number")} ${shortened(valueText(task, "task"), 40)}`), onclick: () => chooseTask(index, "timeline") }, valueText(task, "number") || "·");
  const row = el("tr", { "data-task": index, class: task.kind },
    el("th", { scope: "row", class: "at-number" }, pick),
    el("td", { class: "at-task" }, el("span", { class: "clamped" }, marked(valueText(task, "task"), query)), task.kind === "section" ? null : el("span", { class: "when" }, valueText(task, "period"))),
    el("td", { class: "track", title: told || null }, bars, el("span", { class: "unseen" }, told)));
  lightTimelineRow(row);
  return row;
}

function quarterText(quarter) {
  return `${["I", "II", "III", "IV"][quarter % 4]}/${data.horizon.first + Math.floor(quarter / 4)}`;
}

// Quarters with marks as [mark, first, last]; a sign of its own stands alone.
function stretchesOf(quarters) {
  const made = [];
  for (const quarter of Object.keys(quarters).map(Number).sort((a, b) => a - b)) {
    const mark = quarters[quarter];
    const last = made.at(-1);
    if (last && last[0] === mark && last[2] === quarter - 1 && !["due", "again", "again-named"].includes(mark)) last[2] = quarter;
    else made.push([mark, quarter, quarter]);
  }
  return made;
}

function lightTimelineRow(row) {
  const here = Boolean(chosen.ref && chosen.ref.task === Number(row.dataset.task));
  row.classList.toggle("chosen", here);
  if (here) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}

function lightTimeline() {
  const body = $("timeline-table").tBodies[0];
  for (const row of body.querySelectorAll("tr.chosen")) lightTimelineRow(row);
  const at = chosen.ref ? shownTasks.indexOf(chosen.ref.task) : -1;
  if (at === -1 || $("timeline-table").hidden) return;
  timelineList.reach(at);
  const row = body.querySelector(`tr[data-task="${chosen.ref.task}"]`);
  lightTimelineRow(row);
  row.scrollIntoView({ block: "nearest" });
}
