"use strict";
// Marks only what is asked for, and lets Escape close a note. The report can be read without it.
(() => {
  const form = document.getElementById("filter");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("quiet");
  });
  for (const kind of ["focusin", "mouseover"])
    document.addEventListener(kind, (event) => {
      if (event.target.closest(".e > a")) document.body.classList.remove("quiet");
    });
  if (!form) return;
  const rule = document.getElementById("rule");
  const decision = document.getElementById("decision");
  const output = form.querySelector("output");
  const show = () => {
    let count = 0;
    for (const article of document.querySelectorAll("article")) {
      let own = 0;
      for (const edit of article.querySelectorAll(".e")) {
        const on =
          (!rule.value || edit.dataset.rule.split(" ").includes(rule.value)) &&
          (!decision.value || edit.dataset.decision === decision.value);
        edit.classList.toggle("off", !on);
        own += on;
      }
      article.hidden = !own && Boolean(rule.value || decision.value);
      count += own;
    }
    output.textContent = output.dataset.text.replace("{n}", count);
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", show);
})();
