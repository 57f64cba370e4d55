// Files that are written while the page shows how far they are.
"use strict";

DO.export = (_, button) => {
  queue.add("/write", { kind: button.dataset.kind, label: button.textContent.trim(), filter: page.filter });
};

document.addEventListener("answered", ({ detail: { one, answer } }) => {
  if (answer.what !== "export" || !document.getElementById("jobs")) return;
  const row = document.createElement("li");
  const [name, bar, said] = ["span", "progress", "span"].map((tag) => document.createElement(tag));
  name.textContent = one.body.label;
  bar.setAttribute("aria-label", one.body.label);
  said.textContent = page.says["export.running"];
  row.append(name, " ", bar, " ", said);
  document.getElementById("jobs").prepend(row);
  watch(answer.job, bar, said);
});

async function watch(job, bar, said) {
  const response = await fetch("/jobs/" + job).catch(() => null);
  if (response && !response.ok) return said.replaceChildren(response.statusText);
  const found = response ? await response.json() : { state: "running" };
  if (found.total) {
    bar.max = found.total;
    bar.value = Math.min(found.done, found.total);
  }
  if (found.state === "running") return setTimeout(watch, 300, job, bar, said);
  bar.remove();
  said.textContent = found.text;
  said.classList.toggle("bad", found.state === "failed");
  if (found.file) {
    const link = document.createElement("a");
    link.href = `/jobs/${job}/file`;
    link.download = found.file;
    link.textContent = `${page.says["export.save"]} ${found.file}`;
    said.append(" ", link);
    link.focus();
  }
  tell(found.text, found.state === "failed");
}
