// Which tasks are shown, and in which order.

const filters = { query: "", section: "", agency: "", year: "", flag: "", sort: "order" };
let shownTasks = []; // indexes, in order: what matches, and in printed order the headings above it
let matching = 0;
const onFilter = [];

function words() {
  return fold(filters.query).split(/\s+/).filter(Boolean);
}

// All that a search of a task goes through, folded, with its corrections.
function searched(task) {
  if (task.folded) return task.folded;
  const texts = [...Object.keys(task.values).map((path) => valueText(task, path)), ...[...task.lead, ...task.partners].map(agencyName), ...task.flags.map((flag) => t(`flag.${flag}`))];
  task.folded = fold(texts.join("\n"));
  return task.folded;
}

const FLAG_TESTS = {
  any: (task) => task.flags.length > 0,
  doubtful: isDoubtful,
  edited: (task) => isEdited(task),
};

function matches(task, query) {
  if (filters.section && !task.sections.includes(filters.section)) return false;
  if (filters.agency && !hasAgency(task, filters.agency)) return false;
  if (filters.year && !hasYear(task, filters.year)) return false;
  if (filters.flag && !(FLAG_TESTS[filters.flag] ?? ((each) => each.flags.includes(filters.flag)))(task)) return false;
  if (!query.length) return true;
  const text = searched(task);
  return query.every((word) => text.includes(word));
}

function hasAgency(task, wanted) {
  const [part, key] = [wanted.slice(0, wanted.indexOf(" ")), wanted.slice(wanted.indexOf(" ") + 1)];
  const agencies = part === "lead" ? task.lead : [...task.lead, ...task.partners];
  return agencies.some((agency) => agencyKey(agency) === key);
}

function hasYear(task, wanted) {
  return wanted === "none" ? task.years.size === 0 && task.kind === "task" : task.years.has(Number(wanted));
}

function isFiltered() {
  return Boolean(filters.query.trim() || filters.section || filters.agency || filters.year || filters.flag);
}

function applyFilters() {
  const query = words();
  const found = new Set(tasks.map((_, index) => index).filter((index) => matches(tasks[index], query)));
  matching = [...found].filter((index) => tasks[index].kind === "task").length;
  if (filters.sort === "confidence") {
    shownTasks = [...found].sort((a, b) => tasks[a].confidence - tasks[b].confidence || a - b);
  } else {
    for (const index of [...found]) addHeadings(found, tasks[index]);
    shownTasks = [...found].sort((a, b) => a - b);
  }
  $("count").textContent = t("ui.count", numberText(matching)).replace("{all}", numberText(tasks.filter((task) => task.kind === "task").length));
  $("clear").hidden = !isFiltered();
  for (const tell of onFilter) tell(query);
}

function addHeadings(found, task) {
  for (let above = byId.get(task.parent); above !== undefined && !found.has(above); above = byId.get(tasks[above].parent)) found.add(above);
}

// A row that is chosen elsewhere must come up here, whatever the filters say.
function reveal(index) {
  if (shownTasks.includes(index)) return;
  clearFilters();
  say(t("ui.filters-cleared"));
}

function clearFilters() {
  Object.assign(filters, { query: "", section: "", agency: "", year: "", flag: "" });
  fillFilters();
  applyFilters();
}

function setFilter(name, value) {
  filters[name] = value;
  fillFilters();
  applyFilters();
}

// --- the choices ------------------------------------------------------------------------------------------------------

function options(select, first, groups) {
  const made = groups.map(([label, choices]) => {
    const each = choices.map(([value, text]) => el("option", { value }, text));
    return label ? el("optgroup", { label }, each) : each;
  });
  select.replaceChildren(...(first ? [el("option", { value: "" }, first)] : []), ...made.flat());
}

function fillFilters() {
  $("query").value = filters.query;
  options($("section"), t("ui.all-sections"), [["", tasks.filter((task) => task.kind === "section").map((task) => [task.id, shortened(`${task.number} ${task.task}`.trim(), 60)])]]);
  options($("agency"), t("ui.all-agencies"), [[t("ui.as-lead"), agencyChoices("lead")], [t("ui.as-any"), agencyChoices("any")]]);
  options($("year"), t("ui.all-years"), [["", yearChoices()]]);
  options($("flag"), t("ui.all-flags"), [["", flagChoices()]]);
  options($("sort"), "", [["", [["order", t("ui.by-order")], ["confidence", t("ui.by-confidence")]]]]);
  for (const name of ["section", "agency", "year", "flag", "sort"]) $(name).value = filters[name];
}

function shortened(text, most) {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

// [key, name, count], the most frequent first.
function agencyCounts(part) {
  const counts = new Map();
  for (const task of tasks) {
    const agencies = part === "lead" ? task.lead : [...task.lead, ...task.partners];
    for (const [key, name] of new Map(agencies.map((agency) => [agencyKey(agency), agencyName(agency)]))) {
      const known = counts.get(key) ?? [key, name, 0];
      known[2] += 1;
      counts.set(key, known);
    }
  }
  return [...counts.values()].sort((a, b) => b[2] - a[2] || a[1].localeCompare(b[1], "vi"));
}

function agencyChoices(part) {
  return agencyCounts(part).map(([key, name, count]) => [`${part} ${key}`, `${shortened(name, 60)} (${numberText(count)})`]);
}

function yearChoices() {
  const years = data.horizon ? Array.from({ length: data.horizon.last - data.horizon.first + 1 }, (_, i) => data.horizon.first + i) : [];
  return [...years.map((year) => [String(year), String(year)]), ["none", t("ui.no-year")]];
}

function flagCounts() {
  const counts = new Map();
  for (const task of tasks) for (const flag of task.flags) counts.set(flag, (counts.get(flag) ?? 0) + 1);
  return counts;
}

function flagChoices() {
  const told = [["any", t("ui.any-flag"), tasks.filter(FLAG_TESTS.any).length], ["doubtful", t("ui.doubtful"), tasks.filter(isDoubtful).length], ["edited", t("ui.edited"), tasks.filter(isEdited).length]];
  for (const [flag, count] of flagCounts()) told.push([flag, t(`flag.${flag}`), count]);
  return told.map(([value, text, count]) => [value, `${text} (${numberText(count)})`]);
}

let waiting = null;

// What was typed last, without waiting for more: Enter may come before the list has followed.
function filterNow() {
  if (waiting === null) return;
  clearTimeout(waiting);
  waiting = null;
  applyFilters();
}

function startFilters() {
  $("query").addEventListener("input", () => {
    filters.query = $("query").value;
    clearTimeout(waiting);
    waiting = setTimeout(filterNow, tasks.length > 1000 ? 150 : 0);
  });
  for (const name of ["section", "agency", "year", "flag", "sort"]) {
    $(name).addEventListener("change", () => { filters[name] = $(name).value; applyFilters(); });
  }
  $("filters").addEventListener("reset", (event) => { event.preventDefault(); clearFilters(); });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
}
