// What all the others stand on: the data, elements, remembered choices, folded text, long tables.

const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
const CHUNK = 60; // rows of a long table that are made at a time

const $ = (id) => document.getElementById(id);

// An element with attributes, listeners ("on...") and children; text goes in as text, never as markup.
function el(tag, given = {}, ...children) {
  return filled(document.createElement(tag), given, children);
}

function svg(tag, given = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), given, children);
}

function filled(node, given, children) {
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "css") Object.entries(value).forEach(([key, each]) => node.style.setProperty(key, each));
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Choices that outlive the page, where the browser lets a file keep any.
function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`phuluc.${name}`);
    else localStorage.setItem(`phuluc.${name}`, JSON.stringify(value));
  } catch { /* a browser that keeps nothing */ }
}

function remembered(name) {
  try {
    return JSON.parse(localStorage.getItem(`phuluc.${name}`));
  } catch {
    return null;
  }
}

// Text as a search sees it: no accents, no case, đ as d.
function fold(text) {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("đ", "d");
}

// The text with each stretch that a word of the query (folded) stands in marked.
function marked(text, words) {
  const found = words.length ? stretches(text, words) : [];
  if (!found.length) return [text];
  const parts = [];
  let at = 0;
  for (const [start, end] of found) {
    parts.push(text.slice(at, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function stretches(text, words) {
  const places = []; // for each folded letter, where its own letter begins and ends
  let folded = "";
  let at = 0;
  for (const letter of text) {
    const bare = fold(letter);
    if (!bare && places.length) places[places.length - 1][1] = at + letter.length;
    for (let i = 0; i < bare.length; i++) places.push([at, at + letter.length]);
    folded += bare;
    at += letter.length;
  }
  const found = words.flatMap((word) => occurrences(folded, word).map((i) => [places[i][0], places[i + word.length - 1][1]]));
  return joined(found.sort((a, b) => a[0] - b[0]));
}

function occurrences(text, word) {
  const found = [];
  for (let i = text.indexOf(word); i !== -1; i = text.indexOf(word, i + word.length)) found.push(i);
  return found;
}

function joined(sorted) {
  const made = [];
  for (const [start, end] of sorted) {
    const last = made.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else made.push([start, end]);
  }
  return made;
}

// A table body whose rows are made as they come into view, so that thousands open at once.
class LongBody {
  constructor(body, scroller, make) {
    this.body = body;
    this.make = make;
    this.items = [];
    this.made = 0;
    this.watch = new IntersectionObserver((entries) => this.onSeen(entries), { root: scroller, rootMargin: "1200px" });
  }

  onSeen(entries) {
    if (entries.some((entry) => entry.isIntersecting)) this.more(this.made + CHUNK);
  }

  show(items) {
    this.items = items;
    this.made = 0;
    this.watch.disconnect();
    this.body.replaceChildren();
    this.more(CHUNK);
  }

  // Make the rows up to the item of this index, and some more.
  reach(index) {
    if (index >= this.made) this.more(index + CHUNK);
  }

  more(wanted) {
    const until = Math.min(wanted, this.items.length);
    const rows = [];
    for (; this.made < until; this.made++) rows.push(this.make(this.items[this.made], this.made));
    this.body.append(...rows);
    this.watch.disconnect();
    if (this.made < this.items.length && this.body.lastElementChild) this.watch.observe(this.body.lastElementChild);
  }
}

const longBodies = []; // all of the page, so that a print has every row

function longBody(body, scroller, make) {
  const made = new LongBody(body, scroller, make);
  longBodies.push(made);
  return made;
}

// One short sentence for eyes and screen readers, which goes by itself.
let saidUntil = 0;

function say(text) {
  $("said").textContent = text;
  $("said").classList.add("shown");
  clearTimeout(saidUntil);
  saidUntil = setTimeout(() => $("said").classList.remove("shown"), 4000);
}
