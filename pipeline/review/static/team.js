// Who has which articles.
"use strict";

DO.give = () => { queue.add("/assign", {}); };
DO["give-back"] = (_, button) => { queue.add("/assign", { back: true, whose: button.dataset.whose }); };
DO["give-range"] = (_, button) => {
  const form = button.closest("form");
  if (!form.reportValidity()) return;
  const [first, last] = ["first", "last"].map((name) => Number(form.elements[name].value));
  queue.add("/assign", { first, last, whose: form.elements.whose.value });
};
KEYS.G = "give";

document.addEventListener("answered", ({ detail: { answer } }) => {
  // The table of who has what is made anew.
  if (answer.what === "assign" && page.view === "team" && !answer.link) location.reload();
});
