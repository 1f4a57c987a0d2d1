// The page as a whole: its heading, tabs, keys, themes, languages, and the order in which its parts begin.

const TABS = ["tasks", "timeline", "tables", "overview", "edits"];
const THEMES = ["auto", "light", "dark"];
const THEME_SIGNS = { auto: "◐", light: "○", dark: "●" };
const systemDark = matchMedia("(prefers-color-scheme: dark)");
let theme = THEMES.includes(remembered("theme")) ? remembered("theme") : "auto";

function heading() {
  const { number, title, issuer } = data.document;
  const date = dayText(data.document.date);
  const now = (name, read) => editOf(null, `document.${name}`)?.new ?? read;
  $("name").textContent = [now("number", number) || data.document.source.file, date].filter(Boolean).join(" · ");
  $("subtitle").textContent = [now("title", title), now("issuer", issuer)].filter(Boolean).join(" — ");
  $("subtitle").title = $("subtitle").textContent;
}

// --- tabs -----------------------------------------------------------------------------------------------------------------

function openTab(name) {
  for (const each of TABS.filter((tab) => $(`tab-${tab}`))) {
    const open = each === name;
    $(`tab-${each}`).setAttribute("aria-selected", String(open));
    $(`tab-${each}`).tabIndex = open ? 0 : -1;
    $(`panel-${each}`).hidden = !open;
  }
  $("filters").hidden = !["tasks", "timeline"].includes(name) || !tasks.length;
  document.body.dataset.tab = name;
  for (const tell of onChosen) if (chosen.ref) tell("tab");
}

function startTabs() {
  const present = TABS.filter((name) => $(`tab-${name}`));
  for (const name of present) $(`tab-${name}`).addEventListener("click", () => openTab(name));
  document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const at = present.findIndex((name) => $(`tab-${name}`) === document.activeElement);
    const next = present[(at + by + present.length) % present.length];
    openTab(next);
    $(`tab-${next}`).focus();
  });
}

// --- keys -----------------------------------------------------------------------------------------------------------------

const KEYS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  Enter: intoDetail,
  e: editChosen,
  "/": () => { if ($("filters").hidden) openTab("tasks"); $("query").focus(); $("query").select(); },
  "?": () => $("keys").showModal(),
  Escape: leave,
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  const typing = event.target.closest("input, select, textarea");
  if (typing && event.key !== "Escape") {
    if (event.key === "Enter" && typing === $("query")) { event.preventDefault(); toFirstMatch(); }
    return;
  }
  if (event.key === "Enter" && event.target.closest("button, a, summary")) return;
  if (event.key.startsWith("Arrow") && event.target.closest("[role=tablist], [role=separator]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function toFirstMatch() {
  $("query").blur();
  filterNow();
  if (shownTasks.length) chooseTask(firstMatch(), "keys");
}

// The first shown task that is itself what was looked for, not a heading above it.
function firstMatch() {
  const words = fold(filters.query).split(/\s+/).filter(Boolean);
  return shownTasks.find((index) => tasks[index].kind === "task" && matches(tasks[index], words)) ?? shownTasks[0];
}

function intoDetail() {
  if (!chosen.ref) step(0);
  detail.querySelector(".lit button, button")?.focus();
}

function editChosen() {
  const task = chosen.ref && chosen.ref.task !== null ? tasks[chosen.ref.task] : null;
  if (task) startEdit(task, chosen.path ?? "task");
}

function leave() {
  if (document.activeElement === $("query")) return $("query").blur();
  choose(null);
}

// --- looks ----------------------------------------------------------------------------------------------------------------

function showTheme() {
  document.documentElement.dataset.theme = theme === "auto" ? (systemDark.matches ? "dark" : "light") : theme;
  $("theme").textContent = `${THEME_SIGNS[theme]} ${t(`ui.theme-${theme}`)}`;
}

function nextTheme() {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  remember("theme", theme);
  showTheme();
}

function setLanguage(wanted) {
  language = wanted;
  remember("language", language);
  drawAll();
}

function drawAll() {
  for (const task of tasks) task.folded = null; // flags are searched by their labels
  translate();
  showTheme();
  heading();
  if (data.pages.length) $("sheet-count").textContent = t("ui.of-pages", numberText(data.document.source.pages ?? data.pages.length));
  fillFilters();
  taskHead();
  applyFilters();
  makeGrids();
  showOverview();
  showEdits();
  for (const tell of onChosen) if (chosen.ref) tell("language");
}

function startDivider() {
  const divider = $("divider");
  const set = (share) => {
    const kept = Math.min(Math.max(Math.round(share), 20), 75);
    document.body.style.setProperty("--source", `${kept}%`);
    divider.setAttribute("aria-valuenow", String(kept));
  };
  divider.addEventListener("pointerdown", (event) => { divider.setPointerCapture(event.pointerId); event.preventDefault(); });
  divider.addEventListener("pointermove", (event) => { if (divider.hasPointerCapture(event.pointerId)) set((event.clientX / innerWidth) * 100); });
  divider.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -4, ArrowRight: 4 }[event.key];
    if (by) set(Number(divider.getAttribute("aria-valuenow")) + by);
  });
}

function start() {
  startEdits();
  startFilters();
  startDetail(); // before those that scroll to the chosen row: it takes room from them
  startTasks();
  startTimeline();
  startTables();
  if (data.pages.length) startSheets();
  startTabs();
  startDivider();
  onEdits.push(showOverview, heading);
  drawAll();
  openTab(tasks.length ? "tasks" : $("tab-tables") ? "tables" : "overview");
  document.addEventListener("keydown", onKey);
  addEventListener("beforeprint", () => { [...grids.keys()].forEach(fillGrid); longBodies.forEach((long) => long.reach(long.items.length - 1)); });
  $("language").addEventListener("click", () => setLanguage(language === "vi" ? "en" : "vi"));
  $("theme").addEventListener("click", nextTheme);
  systemDark.addEventListener("change", showTheme);
  $("print").addEventListener("click", () => print());
  $("help").addEventListener("click", () => $("keys").showModal());
}

start();
