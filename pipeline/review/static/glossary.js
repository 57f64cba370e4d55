// Add to the glossary what is replaced always, or never.
"use strict";

async function order(target) {
  const key = target?.dataset.key || target?.dataset.from;
  if (!key) return tell(page.says.choose);
  const response = await fetch("/edits/" + key);
  const texts = response.ok ? await response.json() : { error: response.statusText };
  if (texts.error) return tell(texts.error);
  const dialog = document.getElementById("glossary");
  const [before, after, when, scope] = ["before", "after", "when", "scope"].map((name) => (
    document.getElementById("g-" + name)
  ));
  before.value = texts.word.toLowerCase() === texts.before.toLowerCase() ? texts.before : texts.word;
  after.value = texts.value;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "save" && before.value.trim() && after.value.trim()) {
      queue.add("/glossary", {
        key, before: before.value, after: after.value, always: when.value === "always",
        scope: scope.value, filter: page.filter,
      });
    }
    if (current) current.focus({ preventScroll: true });
  };
  dialog.showModal();
  when.focus();
}

DO.glossary = (target) => { order(target); };
KEYS.g = "glossary";
