/* Nothing typed is lost: forms marked data-keep are kept in this tab while one types, and put back when sending them failed
   or the sign-in had expired. Never passwords, files or hidden fields; gone after sign-out or for another person. */
(() => {
  const reader = document.body.dataset.reader;
  const words = document.getElementById("words").dataset;
  const mine = `keep:${reader}:`;
  const NEVER = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

  const store = {
    read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    write(key, draft) { try { sessionStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or forbidden: typing goes on */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* as above */ } },
    keys() { try { return Object.keys(sessionStorage).filter((key) => key.startsWith("keep:")); } catch { return []; } },
  };

  const keyOf = (form) => `${mine}${new URL(form.action).pathname}|${form.id}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.type) && field.tagName !== "FIELDSET");
  const valueOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.multiple) return [...field.selectedOptions].map((option) => option.value);
    return field.value;
  };
  const valuesOf = (form) => fieldsOf(form).map((field) => [field.name, valueOf(field)]);

  function mark(form, state) {
    store.write(keyOf(form), { state, values: valuesOf(form) });
  }

  function putBack(form, draft) {
    const left = draft.values.slice();
    for (const field of fieldsOf(form)) {
      const at = left.findIndex(([name]) => name === field.name);
      if (at < 0) continue;
      const [[, value]] = left.splice(at, 1);
      if (field.type === "checkbox" || field.type === "radio") field.checked = value;
      else if (field.multiple) [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  const line = (text, ...rest) => {
    const note = document.createElement("p");
    note.className = "kept";
    note.setAttribute("role", "status");
    note.append(text, ...rest);
    return note;
  };
  const button = (text, press) => Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-secondary", textContent: text, onclick: press });

  function offer(form) {
    if (form.dataset.offered) return;
    form.dataset.offered = "yes";
    const key = keyOf(form);
    const draft = store.read(key);
    if (!draft || JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return;
    if (draft.state === "lost") {
      putBack(form, draft);
      store.drop(key);
      form.prepend(line(words.kept));
      return;
    }
    const note = line(words.found, button(words.restore, () => { putBack(form, draft); note.remove(); }), button(words.discard, () => { store.drop(key); note.remove(); }));
    form.prepend(note);
  }

  const kept = (node) => node?.closest?.("form[data-keep]");
  const settle = (from, to) => store.keys().forEach((key) => {
    const draft = store.read(key);
    if (draft?.state !== from) return;
    if (to) store.write(key, { ...draft, state: to }); else store.drop(key);
  });

  /* On the sign-in page or an error page, whatever was being sent has not arrived; anywhere else it has. */
  if (!reader || document.querySelector("[data-unsaved]")) settle("sent", "lost");
  else {
    store.keys().filter((key) => !key.startsWith(mine)).forEach(store.drop);
    settle("sent", null);
    document.querySelectorAll("form[data-keep]").forEach(offer);
  }

  let soon;
  document.addEventListener("input", (event) => {
    const form = kept(event.target);
    if (!form || !event.isTrusted) return;
    clearTimeout(soon);
    soon = setTimeout(() => form.isConnected && mark(form, "typed"), 250);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forget]")) store.keys().forEach(store.drop);
    else if (kept(event.target)) { clearTimeout(soon); mark(event.target, "sent"); }
  }, true);
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = kept(ctx.sourceElement);
    if (!form || ctx.request.method === "GET") return;
    clearTimeout(soon);
    const { status } = ctx.response;
    if (status === 401) mark(form, "lost");
    else if (status < 400) store.drop(keyOf(form));
    else mark(form, "typed");
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => { const form = kept(ctx?.sourceElement); if (form) mark(form, "typed"); });
  const offerNew = () => document.querySelectorAll("form[data-keep]:not([data-offered])").forEach(offer);
  document.addEventListener("htmx:after:swap", offerNew);
  document.addEventListener("sheet:open", offerNew);
})();
