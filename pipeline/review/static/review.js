// Keys, focus and what changes on a page when something was decided.
"use strict";

const main = document.getElementById("main");
const items = () => Array.from(main.querySelectorAll(".item"));
const UNDECIDED = ["open", "auto"];
const MEMORY = "rature.at:" + location.pathname + location.search;
let current = null;

// --- the chosen item ---------------------------------------------------------------------------

function choose(item, { focus = true, scroll = true } = {}) {
  if (!item) return;
  if (current && current !== item) {
    current.classList.remove("current");
    current.tabIndex = -1;
    beside(current, false);
  }
  current = item;
  item.classList.add("current");
  item.tabIndex = 0;
  beside(item, true);
  if (focus) item.focus({ preventScroll: true });
  if (scroll) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    item.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
  }
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify([item.id, items().indexOf(item)]));
  } catch { /* without memory the page begins at its start */ }
}

// In an article the details of an edit stand beside the text.
function beside(item, shown) {
  if (!item.classList.contains("edit")) return;
  for (const one of document.querySelectorAll(".beside")) {
    if (one.dataset.for === item.dataset.key) one.hidden = !shown;
  }
  const hint = document.querySelector("#aside .hint");
  if (hint) hint.hidden = shown;
  item.setAttribute("aria-pressed", String(shown));
}

function step(by) {
  const all = items();
  const at = current ? all.indexOf(current) + by : 0;
  if (all[at]) return choose(all[at]);
  if (at < 0) return tell(page.says.first);
  onward(page.says.last);
}

function undecided() {
  // Among proposals, edits that were made need no decision.
  const wanted = page.filter.decision === "open" ? ["open"] : UNDECIDED;
  const all = items();
  const from = current ? all.indexOf(current) + 1 : 0;
  const found = [...all.slice(from), ...all.slice(0, from)].find(
    (item) => item !== current && wanted.includes(item.dataset.state) && !item.dataset.sent,
  );
  if (found) choose(found);
  else onward(page.says.end);
}

// Go to the page that follows, when there is one.
function onward(otherwise) {
  const link = document.getElementById("next") || document.getElementById("next-article");
  if (link) link.click();
  else tell(otherwise);
}

// --- deciding ----------------------------------------------------------------------------------

// Each says whether something was decided: only then the next item is chosen.

function decide(target, what, more = {}) {
  const key = target && target.dataset.key;
  if (!key) return tell(target ? page.says["choose.series"] : page.says.choose);
  for (const item of items()) if (item.dataset.key === key) item.dataset.sent = "1";
  queue.add(what === "word" ? "/word" : "/decide", { what, key, filter: page.filter, ...more });
  return true;
}

function decideSeries(target, what, more = {}) {
  const series = Number((target || document.querySelector(".whole"))?.dataset.series ?? NaN);
  if (Number.isNaN(series)) return tell(page.says.choose);
  if (target?.classList.contains("series")) target.dataset.sent = "1";
  const filter = { ...page.filter };
  if (target?.dataset.side) filter[target.dataset.side] = target.dataset.word;
  queue.add("/decide", { what, series, filter, ...more });
  return true;
}

// Write what is to stand there for a whole series.
async function editSeries(target) {
  const holder = target?.dataset.series ? target : document.querySelector(".whole");
  const key = holder?.dataset.key || holder?.dataset.from;
  if (!key) return tell(page.says.choose);
  const response = await fetch("/edits/" + key);
  const texts = response.ok ? await response.json() : { error: response.statusText };
  if (texts.error) return tell(texts.error);
  write({ before: texts.before, value: texts.after }, [], (value) => {
    if (decideSeries(holder, "edit", { value })) advance(target);
  });
}

// Write a comment about an edit, in a dialog.
function comment(target) {
  const key = target?.dataset.key;
  if (!key) return tell(page.says.choose);
  const dialog = document.getElementById("commenter");
  const field = document.getElementById("comment");
  field.value = "";
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "save" && field.value.trim()) {
      queue.add("/comment", { key, text: field.value });
    }
    if (current) current.focus({ preventScroll: true });
  };
  dialog.showModal();
}

function flag(target) {
  const key = target?.dataset.key;
  if (!key) return tell(page.says.choose);
  const flagged = target.dataset.flag !== "1";
  target.dataset.flag = flagged ? "1" : "";
  queue.add("/comment", { key, flag: flagged });
}

// Show what is now written about an edit, and whether it is flagged.
function noted({ key, flagged, notes }) {
  const item = document.getElementById("e-" + key);
  if (!item) return;
  item.dataset.flag = flagged ? "1" : "";
  document.getElementById("f-" + key).hidden = !flagged;
  const list = document.getElementById("notes-" + key);
  list.hidden = !notes.length;
  list.replaceChildren(...notes.map((note) => {
    const row = document.createElement("li");
    row.textContent = named(note);
    return row;
  }));
}

// Call an article done, or not done when it was; then the next one follows.
function finish(holder) {
  if (!holder) return;
  const done = !holder.dataset.done;
  holder.dataset.done = done ? "1" : "";
  queue.add("/article", { article: Number(holder.dataset.article), done });
  if (holder === current) advance(holder);
}

async function edit(target) {
  const key = target && target.dataset.key;
  if (!key) return tell(page.says.choose);
  const response = await fetch("/edits/" + key);
  const texts = response.ok ? await response.json() : { error: response.statusText };
  if (texts.error) return tell(texts.error);
  write(texts, [], (value) => {
    decide(target, "edit", { value });
    advance(target);
  });
}

// Ask for a text in the editor; `picks` are texts to choose from. `done` gets what was saved.
function write({ before, value }, picks, done) {
  const dialog = document.getElementById("editor");
  const field = document.getElementById("value");
  document.getElementById("was").textContent = named(before);
  field.value = value;
  const list = document.getElementById("picks");
  list.hidden = !picks.length;
  list.replaceChildren(...picks.map((text) => {
    const [row, button] = ["li", "button"].map((tag) => document.createElement(tag));
    button.type = "button";
    button.textContent = named(text);
    button.onclick = () => {
      field.value = text;
      dialog.close("save");
    };
    row.append(button);
    return row;
  }));
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "save") {
      // A field gives line breaks as \n alone: what nobody touched goes back as it came.
      const same = [value, ...picks].find((text) => field.value === text.replace(/\r\n?/g, "\n"));
      done(same === undefined ? field.value : same);
    }
    if (current) current.focus({ preventScroll: true });
  };
  dialog.showModal();
  field.select();
}

function advance(target) {
  if (!target || target !== current) return;
  const all = items();
  const following = all[all.indexOf(current) + 1];
  if (following) choose(following);
}

// Show how edits, series and the whole review stand now; `sent` is the filter of the request.
function update(answer, sent) {
  const shown = new Map(answer.changed.map((row) => [row.key, row]));
  const cards = new Map(answer.series.map((row) => [String(row.series), row]));
  for (const item of items()) {
    const row = shown.get(item.dataset.key);
    if (row) redraw(item, row);
    const own = !item.dataset.side || sent?.[item.dataset.side] === item.dataset.word;
    const card = own && item.classList.contains("series") && cards.get(item.dataset.series);
    if (card) {
      item.dataset.state = card.left ? "open" : "decided";
      item.querySelector(".badge").textContent = card.text;
      for (const button of item.querySelectorAll("[data-do$=-all]")) button.hidden = !card.left;
      const agreed = item.querySelector(".agreement");
      if (agreed) agreed.textContent = card.left > 1 ? card.agreement : "";
      delete item.dataset.sent;
    }
  }
  const whole = document.querySelector(".whole");
  const now = whole && cards.get(whole.dataset.series);
  if (now) whole.querySelector(".agreement").textContent = now.agreement;
  const bar = document.getElementById("progress");
  bar.max = answer.progress.max;
  bar.value = answer.progress.value;
  document.getElementById("done").textContent = answer.progress.text;
  document.getElementById("checked").textContent = answer.progress.checked;
}

document.addEventListener("answered", ({ detail: { one, answer } }) => {
  waiting(0);
  for (const item of items()) if (item.dataset.key === one.body.key) delete item.dataset.sent;
  if (answer.error) return tell(page.says.lost.replace("{why}", answer.error.trim()), true);
  update(answer, one.body.filter);
  if (answer.what === "undo") {
    const done = document.querySelector(`.item[data-action="${one.body.target}"]`);
    if (done) {
      done.classList.add("undone");
      done.querySelector(".badge").textContent = page.says.undone;
      done.querySelector("[data-do=undo-this]")?.remove();
      done.focus({ preventScroll: true });
    }
    // Groups of one series: how each stands after an undo only the review knows.
    if (document.querySelector(".group")) answer.redraw = true;
  }
  const label = answer.changed.length === 1 ? labelOf(answer.changed[0].key) : "";
  const audit = document.getElementById("audit");
  if (audit && answer.audit) audit.textContent = answer.audit;
  tell([label, answer.text, answer.progress.text].filter(Boolean).join(" · "));
  if (answer.link) follow(answer.link, answer.label);
  if (answer.redraw) return redrawn(answer);
  if (answer.what === "finish") finished(answer);
  if (answer.what === "comment") noted(answer);
  const first = answer.changed[0] && document.getElementById("e-" + answer.changed[0].key)
    || answer.series[0] && document.getElementById("s-" + answer.series[0].series);
  if (answer.what === "undo" && first) choose(first);
});

// An edit came or went: the page is made anew, and what was said is said again.
function redrawn(answer) {
  const said = document.getElementById("status").textContent;
  try {
    sessionStorage.setItem("rature.said", said);
  } catch { /* it is not said again */ }
  const key = answer.changed[0]?.key;
  history.replaceState(null, "", location.pathname + location.search + (key ? "#e-" + key : ""));
  location.reload();
}

// A link behind what is said.
function follow(href, label) {
  const link = document.createElement("a");
  link.href = href;
  link.id = "said-link";
  link.textContent = label;
  document.getElementById("status").append(" ", link);
  link.focus();
  clearTimeout(silence);
}

function finished(answer) {
  for (const holder of document.querySelectorAll(".item[data-article], .whole-article")) {
    if (Number(holder.dataset.article) !== answer.article) continue;
    holder.dataset.done = answer.done ? "1" : "";
    holder.querySelector(".done").textContent = answer.badge;
    if (answer.done && !holder.classList.contains("item")) {
      document.getElementById("next-article")?.click();
    }
  }
}

function labelOf(key) {
  const item = document.getElementById("e-" + key);
  const [from, to] = ["del", "ins"].map((tag) => item?.querySelector(tag)?.textContent.trim().slice(0, 80));
  return item ? `${from} → ${to}` : "";
}

function redraw(item, row) {
  item.dataset.state = row.state;
  for (const badge of [item.querySelector(".badge"), document.getElementById("b-" + row.key)]) {
    if (badge) badge.textContent = row.label;
  }
  const to = item.querySelector("ins");
  if (to && !to.dataset.proposed) to.dataset.proposed = to.textContent;
  if (to) to.textContent = row.value === null ? to.dataset.proposed : named(row.value);
}

// Characters that nobody sees are named: no text may change how the rest is shown.
function named(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === "\n" ? "↵" : "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"),
  );
}

// --- what is said ------------------------------------------------------------------------------

let silence = 0;

function tell(text, bad = false) {
  const status = document.getElementById("status");
  status.textContent = text;
  status.classList.toggle("bad", bad);
  status.classList.add("on");
  clearTimeout(silence);
  if (!bad) silence = setTimeout(() => status.classList.remove("on"), 6000);
}

function waiting(n) {
  const place = document.getElementById("waiting");
  place.hidden = !n;
  place.textContent = n ? page.says.waiting.replace("{n}", n) : "";
}

document.addEventListener("waiting", ({ detail }) => waiting(detail));

// --- keys and buttons --------------------------------------------------------------------------

const DO = {
  accept: (t) => { if (decide(t, "accept")) advance(t); },
  reject: (t) => { if (decide(t, "reject")) advance(t); },
  edit: (t) => { if (t?.classList.contains("series")) editSeries(t); else edit(t); },
  undo: () => { queue.add("/decide", { what: "undo", filter: page.filter }); },
  word: (t) => { if (decide(t, "word")) advance(t); },
  "accept-all": (t) => { if (decideSeries(t, "accept")) advance(t); },
  "reject-all": (t) => { if (decideSeries(t, "reject")) advance(t); },
  "edit-all": (t) => { editSeries(t); },
  split: (t) => (t?.querySelector("a.split") || document.querySelector("a.split"))?.click(),
  sort: () => {
    const sorts = [...document.querySelectorAll(".sorts a")];
    sorts[(sorts.findIndex((one) => one.ariaCurrent) + 1) % sorts.length]?.click();
  },
  help: () => document.getElementById("help").showModal(),
  search: () => {
    const folded = document.getElementById("filter");
    if (folded) folded.open = true;
    document.getElementById("search")?.select();
  },
  caret: () => document.dispatchEvent(new Event("caret")),
  offer: (t) => {
    if (t?.dataset.key) queue.add("/offer", { key: t.dataset.key });
    else tell(page.says.choose);
  },
  comment: (t) => { comment(t); },
  flag: (t) => { flag(t); },
  finish: (t) => finish(t?.dataset.article ? t : document.querySelector(".whole-article")),
  "next-article": () => (document.getElementById("next-article") || { click: () => tell(page.says.last) }).click(),
  "previous-article": () => (document.getElementById("previous-article") || { click: () => tell(page.says.first) }).click(),
  final: () => document.getElementById("other-view")?.click(),
  next: () => step(1),
  previous: () => step(-1),
  undecided,
  open: (t) => t?.querySelector("a.open, .links a")?.click(),
};

const KEYS = {
  j: "next", k: "previous", a: "accept", r: "reject", e: "edit", u: "undo", w: "word", n: "undecided",
  c: "comment", f: "flag", d: "finish", N: "next-article", P: "previous-article", v: "final",
  m: "caret", o: "offer", A: "accept-all", R: "reject-all", E: "edit-all", s: "split", t: "sort", "/": "search", "?": "help", Enter: "open",
};

const switched = document.getElementById("keys");
switched.checked = localStorage.getItem("rature.keys") !== "off";
switched.addEventListener("change", () => {
  localStorage.setItem("rature.keys", switched.checked ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  if (document.querySelector("dialog[open]")) {
    if (["value", "comment"].includes(at.id) && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      at.closest("dialog").close("save");
    }
    return;
  }
  if (at.matches("input, textarea, select")) {
    if (event.key === "Escape" && current) choose(current);
    return;
  }
  if (event.key === "Enter" && at !== current) return; // links and buttons do what they say
  if (event.key === " " && at.getAttribute("role") === "button") {
    event.preventDefault();
    return choose(at);
  }
  if (!switched.checked && event.key.length === 1) return;
  const what = KEYS[event.key];
  const digit = what ? 0 : digitOf(event);
  if (digit && current?.classList.contains("series")) {
    const button = current.querySelector(`[data-do=choose-all][data-n="${digit}"]`);
    if (!button || button.hidden) return;
    event.preventDefault();
    button.click();
    return;
  }
  if (digit) {
    const button = current && detailOf(current)?.querySelector(`[data-n="${digit}"]`);
    if (!button) return;
    event.preventDefault();
    if (decide(current, "edit", { candidate: digit })) advance(current);
    return;
  }
  if (!what) return;
  event.preventDefault();
  DO[what](current);
});

// The digit of a key, also where it needs Shift, as in France; 0 for other keys.
function digitOf(event) {
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  const place = event.shiftKey ? null : /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  return place ? Number(place[1]) : 0;
}

function detailOf(item) {
  return document.getElementById("d-" + item.dataset.key);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  const item = event.target.closest(".item");
  if (!button) {
    if (item && !event.target.closest("a")) choose(item, { scroll: false });
    return;
  }
  const holder = button.closest("[data-key]") || button.closest("[data-series]");
  const own = holder?.classList.contains("beside")
    ? document.getElementById("e-" + holder.dataset.key)
    : holder;
  if (own?.classList.contains("item")) choose(own, { focus: false, scroll: false });
  if (button.dataset.do === "choose") {
    if (decide(own, "edit", { candidate: Number(button.dataset.n) })) advance(own);
    return;
  }
  if (button.dataset.do === "choose-all") {
    const more = { candidate: Number(button.dataset.n), from: own.dataset.from };
    if (decideSeries(own, "edit", more)) advance(own);
    return;
  }
  if (button.dataset.do === "undo-this") {
    return queue.add("/decide", { what: "undo", target: button.closest("[data-action]").dataset.action });
  }
  DO[button.dataset.do](own, button);
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.(".item");
  if (item && item !== current) choose(item, { focus: false, scroll: false });
});

// --- the start ---------------------------------------------------------------------------------

function begin() {
  const folded = document.getElementById("filter");
  if (folded && matchMedia("(min-width: 60rem)").matches) folded.open = true;
  let last = location.hash.slice(1), at = -1;
  try {
    if (!last) [last, at] = JSON.parse(sessionStorage.getItem(MEMORY)) || [last, at];
  } catch { /* no memory */ }
  const all = items();
  // Decided on another page, an item may have left this one: the next took its place.
  const found = all.find((item) => item.id === last) || all[Math.min(at, all.length - 1)]
    || all.find((item) => UNDECIDED.includes(item.dataset.state)) || all[0];
  if (found) choose(found, { scroll: found.id === last || at > 0 });
  try {
    const said = sessionStorage.getItem("rature.said");
    sessionStorage.removeItem("rature.said");
    if (said) tell(said);
  } catch { /* nothing was said */ }
  queue.send();
}

begin();
