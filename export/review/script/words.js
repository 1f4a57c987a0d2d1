// The page's words in the reader's language; dates and numbers as that language writes them.

let language = remembered("language") === "en" ? "en" : "vi";

function t(name, n) {
  const text = data.words[language][name] ?? data.words.vi[name] ?? name;
  return n === undefined ? text : text.replace("{n}", n);
}

function known(name) {
  return name in data.words[language];
}

// By hand: the browser's own takes a third of a second to begin.
function numberText(value) {
  const [group, point] = language === "vi" ? [".", ","] : [",", "."];
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return part === undefined ? grouped : `${grouped}${point}${part}`;
}

function percentText(value) {
  return `${Math.round(value * 100)}%`;
}

function dayText(day) {
  if (!day) return "";
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}

function spanText(span) {
  if (!span || (!span.start && !span.end)) return "";
  if (!span.start) return t("ui.open-start", dayText(span.end));
  if (!span.end) return t("ui.open-end", dayText(span.start));
  return span.start === span.end ? dayText(span.start) : `${dayText(span.start)} – ${dayText(span.end)}`;
}

// The words of page.html itself.
function translate() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-hint]")) node.placeholder = t(node.dataset.tHint);
  for (const node of document.querySelectorAll("[data-t-label]")) {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    if (node.tagName === "BUTTON") node.title = t(node.dataset.tLabel);
  }
}
