// Decisions on their way: kept until the review has confirmed them, sent one by one and in order.
// Each has a name of its own, so that one which is sent again counts once.
"use strict";

const page = JSON.parse(document.body.dataset.review);
const PENDING = "rature.pending";

const queue = {
  sending: false,

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(PENDING) || "[]");
      return found.filter((one) => one.who === page.who);
    } catch {
      return [];
    }
  },

  write(rows) {
    localStorage.setItem(PENDING, JSON.stringify(rows));
  },

  // Add a request; `done` is called with the answer.
  add(path, body) {
    const rows = this.read();
    rows.push({ who: page.who, path, body: { ...body, view: page.view, action: name() } });
    this.write(rows);
    return this.send();
  },

  async send() {
    if (this.sending) return;
    this.sending = true;
    let wait = 250;
    for (let rows = this.read(); rows.length; rows = this.read()) {
      const one = rows[0];
      const answer = await post(one.path, one.body);
      if (answer === null) {
        document.dispatchEvent(new CustomEvent("waiting", { detail: rows.length }));
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(2 * wait, 5000);
        continue;
      }
      wait = 250;
      this.write(this.read().filter((row) => row.body.action !== one.body.action));
      document.dispatchEvent(new CustomEvent("answered", { detail: { one, answer } }));
    }
    this.sending = false;
  },
};

function name() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Return the answer, or null when there was none and it is worth asking again.
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Rature": "1" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
    if (response.status >= 500) return null;
    const type = response.headers.get("Content-Type") || "";
    if (type.startsWith("application/json")) return await response.json();
    // A refusal: after a new start the address has another token, and the decision waits for it.
    return response.status === 403 ? null : { error: await response.text() };
  } catch {
    return null;
  }
}
