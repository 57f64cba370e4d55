// What others decide, shown on this page while it is read. A page in the background asks for nothing.
"use strict";

let source = null;
let last = page.last;

function listen() {
  if (source || document.hidden) return;
  const where = new URLSearchParams(Object.entries(page.filter).filter(([, value]) => value !== ""));
  where.set("after", last);
  source = new EventSource("/live?" + where);
  source.addEventListener("message", (event) => {
    last = Number(event.lastEventId) || last;
    const found = JSON.parse(event.data);
    const waits = queue.read().map((one) => one.body.key); // my own word comes last
    found.changed = found.changed.filter((row) => !waits.includes(row.key));
    const mine = current && found.changed.find((row) => row.key === current.dataset.key);
    const news = mine && mine.label !== document.getElementById("b-" + mine.key)?.textContent
      && mine.label !== current.querySelector(".badge")?.textContent.trim();
    update(found, null);
    if (news) tell(labelOf(mine.key) + " · " + mine.label);
  });
}

function deafen() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => (document.hidden ? deafen() : listen()));
addEventListener("pagehide", deafen);
addEventListener("pageshow", listen);
listen();
