// Replace words of an article that nothing marks: chosen with the mouse, or word by word with keys.
"use strict";

const text = document.getElementById("text");
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
let words = []; // what can be chosen: a DOM range, and offsets in the source
let anchor = -1, head = -1; // the chosen words, by number

// Return the words of the text, and its edits, which are chosen whole.
function wordsOf() {
  const found = [];
  for (const piece of text.children) {
    if (piece.classList.contains("item")) {
      const range = new Range();
      range.selectNode(piece);
      found.push({ range, start: Number(piece.dataset.start), stop: Number(piece.dataset.stop) });
      continue;
    }
    let at = Number(piece.dataset.start);
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        let from = 0;
        for (const match of node.data.matchAll(WORD)) {
          at += points(node.data.slice(from, match.index));
          const range = new Range();
          range.setStart(node, match.index);
          range.setEnd(node, from = match.index + match[0].length);
          found.push({ range, start: at, stop: at += points(match[0]) });
        }
        at += points(node.data.slice(from));
      } else if (node.dataset.w) at += Number(node.dataset.w);
      else if (node.dataset.u) at += 1; // a character that is named
      else node.childNodes.forEach(walk);
    };
    piece.childNodes.forEach(walk);
  }
  return found.filter((one) => one.start < one.stop);
}

// Offsets count code points, strings of this language halves of them.
function points(string) {
  return Array.from(string).length;
}

// Return the first and last word that a selection touches, null without one.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) && !text.contains(range.endContainer)) return null;
  const touched = words.map((one, n) => (
    range.compareBoundaryPoints(Range.END_TO_START, one.range) < 0
    && range.compareBoundaryPoints(Range.START_TO_END, one.range) > 0 ? n : -1
  )).filter((n) => n >= 0);
  return touched.length ? [touched[0], touched.at(-1)] : null;
}

function show() {
  const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)];
  const range = new Range();
  range.setStart(words[first].range.startContainer, words[first].range.startOffset);
  range.setEnd(words[last].range.endContainer, words[last].range.endOffset);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const at = words[head].range.getBoundingClientRect();
  const top = 130, bottom = innerHeight - (innerWidth < 960 ? innerHeight / 2 : 80);
  if (at.top < top) scrollBy(0, at.top - top);
  else if (at.bottom > bottom) scrollBy(0, at.bottom - bottom);
  tell(range.toString().slice(0, 200));
}

function beginCaret() {
  words = wordsOf();
  if (!words.length) return tell(page.says["mend.none"]);
  const chosen = selected();
  if (chosen) {
    [anchor, head] = chosen;
    return mend();
  }
  const from = current ? Number(current.dataset.start) : 0;
  anchor = head = Math.max(0, words.findIndex((one) => one.start >= from));
  text.classList.add("caret");
  show();
  tell(getSelection().toString().slice(0, 200) + " · " + page.says["mend.on"]);
}

function leave() {
  anchor = head = -1;
  text.classList.remove("caret");
  getSelection().removeAllRanges();
}

// The word in the line above or below that is nearest.
function toLine(by) {
  const here = words[head].range.getBoundingClientRect();
  let best = head, least = Infinity;
  for (let n = head + by; n >= 0 && n < words.length; n += by) {
    const at = words[n].range.getBoundingClientRect();
    const rows = Math.abs(at.top - here.top) / (here.height || 1);
    if (rows < 0.5) continue;
    if (rows > 3 && best !== head) break;
    const far = Math.abs(at.left - here.left) + 5 * Math.abs(at.top - here.top);
    if (far < least) [best, least] = [n, far];
  }
  return best - head;
}

async function mend() {
  const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)];
  const [start, end] = [words[first].start, words[last].stop];
  const article = Number(text.dataset.article);
  const response = await fetch(`/articles/${article}/words?start=${start}&end=${end}`);
  const found = response.ok ? await response.json() : { error: response.statusText };
  if (found.error) return tell(found.error);
  leave();
  write({ before: found.before, value: found.before }, found.picks, (value) => {
    queue.add("/mend", { article, start, end, before: found.before, value });
  });
}

const MODIFIERS = ["Shift", "CapsLock", "AltGraph"];

const STEPS = {
  ArrowLeft: () => -1, h: () => -1, ArrowRight: () => 1, l: () => 1,
  ArrowUp: () => toLine(-1), k: () => toLine(-1), ArrowDown: () => toLine(1), j: () => toLine(1),
  Home: () => -head, End: () => words.length - 1 - head,
};

if (text) {
  document.addEventListener("caret", beginCaret);
  // Before all other keys: while words are chosen, these keys choose.
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    if (head < 0) {
      if (event.key !== "Enter" || event.target.closest("a, button")) return;
      words = wordsOf();
      const chosen = selected();
      if (!chosen) return;
      [anchor, head] = chosen;
      event.preventDefault();
      mend();
      return;
    }
    if (MODIFIERS.includes(event.key)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (STEPS[key]) {
      head = Math.min(words.length - 1, Math.max(0, head + STEPS[key]()));
      if (!event.shiftKey) anchor = head;
      show();
    } else if (key === "Enter") mend();
    else if (key === "Escape" || key === "m") leave();
    else return leave();
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  // A button that is pressed must not take the selection away.
  document.querySelector("[data-do=caret]").addEventListener("mousedown", (event) => event.preventDefault());
  // Other words were chosen with the mouse.
  text.addEventListener("mousedown", () => {
    if (head >= 0) leave();
  });
}
