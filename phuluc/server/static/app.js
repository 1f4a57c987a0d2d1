"use strict";
// Files are sent one by one, each with its progress; what is being read is asked for again until it is done.
(() => {
  const EVERY = 1000; // milliseconds between two looks at what is being read
  const AT_ONCE = 2;  // uploads under way
  const AGAIN = 5;    // seconds to wait where a server with too much to do does not say

  document.documentElement.classList.add("scripted");
  const news = document.getElementById("news");

  // --- what is being read ---

  const refreshed = document.querySelector("[data-refresh]");
  let timer = 0;

  function look() {
    if (!timer) timer = setTimeout(refresh, EVERY);
  }

  async function refresh() {
    timer = 0;
    try {
      const answer = await fetch(refreshed.dataset.refresh);
      if (answer.ok) renew(await answer.text());
      else if (answer.status === 401) location.assign("/login");
      else if (answer.status === 404) location.assign("/");
    } catch {
      // The server is away: the next look finds it, or the next upload says so.
    }
    if (refreshed.querySelector("[data-busy]")) look();
  }

  // What did not change stays the same element, and so keeps the focus and what is being typed.
  function renew(html) {
    const fresh = new DOMParser().parseFromString(`<div>${html}</div>`, "text/html").body.firstElementChild;
    const before = parts(refreshed), after = parts(fresh);
    for (const [id, one] of after) {
      if (before.has(id) && before.get(id).dataset.status !== one.dataset.status) tell(one);
    }
    if ([...before.keys()].join() === [...after.keys()].join()) {
      for (const [id, one] of after) {
        if (before.get(id).outerHTML !== one.outerHTML) before.get(id).replaceWith(one);
      }
    } else {
      const focused = document.activeElement;
      for (const [id, one] of after) {
        if (before.get(id)?.outerHTML === one.outerHTML) one.replaceWith(before.get(id));
      }
      refreshed.replaceChildren(...fresh.childNodes);
      focused.focus(); // moved with its row, it has lost it
    }
    const everything = document.getElementById("everything");
    if (everything) everything.hidden = !refreshed.querySelector("[data-status=done]");
  }

  function parts(within) {
    return new Map([...within.querySelectorAll("[data-status]")].map((one) => [one.id, one]));
  }

  function tell(one) {
    news.textContent = `${one.dataset.name}: ${one.querySelector(".status").textContent}`;
  }

  // --- uploads ---

  const form = document.getElementById("bring");
  const waiting = [];
  let under_way = 0;

  function bring(files) {
    for (const file of files) {
      const shown = document.getElementById("upload").content.firstElementChild.cloneNode(true);
      shown.querySelector(".name").textContent = file.name;
      shown.querySelector("button").addEventListener("click", () => shown.remove());
      document.getElementById("uploads").append(shown);
      if (!file.size) refuse(shown, "empty-file");
      else if (file.size > Number(form.dataset.most)) refuse(shown, "too-large");
      else waiting.push({ file, shown });
    }
    next();
  }

  function next() {
    while (under_way < AT_ONCE && waiting.length) {
      under_way += 1;
      send(waiting.shift());
    }
  }

  function send(one) {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    const data = new FormData();
    data.append("file", one.file);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) one.shown.querySelector("progress").value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      under_way -= 1;
      answered(one, request);
      next();
    });
    request.open("POST", "/v1/documents");
    request.send(data);
  }

  function answered(one, request) {
    if (request.status === 202) {
      one.shown.remove();
      refresh();
    } else if (request.status === 503) {
      one.shown.querySelector(".said").textContent = reason("busy");
      const seconds = Number(request.getResponseHeader("Retry-After")) || AGAIN;
      setTimeout(() => { waiting.push(one); next(); }, seconds * 1000);
    } else if (request.status === 401) {
      location.assign("/login");
    } else {
      refuse(one.shown, kind(request));
    }
  }

  function kind(request) {
    try {
      return JSON.parse(request.responseText).type.replace("urn:phuluc:", "");
    } catch {
      return "offline";
    }
  }

  function refuse(shown, what) {
    shown.classList.add("refused");
    shown.querySelector(".said").textContent = reason(what);
    news.textContent = `${shown.querySelector(".name").textContent}: ${reason(what)}`;
  }

  function reason(what) {
    const texts = document.getElementById("refusals").content;
    return (texts.querySelector(`[data-kind="${what}"]`) || texts.querySelector("[data-kind=internal]")).textContent;
  }

  if (form) {
    const input = document.getElementById("files");
    input.addEventListener("change", () => { bring(input.files); form.reset(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
    addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      bring(event.dataTransfer.files);
    });
  }

  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
  });

  if (refreshed && refreshed.querySelector("[data-busy]")) look();
})();
