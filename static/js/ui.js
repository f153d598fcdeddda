/* Small comforts on top of pages that work without them: theme, keys, questions, busy state, messages, focus after a swap. */
(() => {
  const root = document.documentElement;
  const words = document.getElementById("words").dataset;
  const live = document.getElementById("live");
  const $ = (selector, within = document) => within.querySelector(selector);

  /* Theme: "auto" follows the system, also while the page is open. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const followSystem = () => { if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  followSystem();
  dark.addEventListener("change", followSystem);

  /* Saying something: quietly to a screen reader, or as a toast. */
  const say = (text) => { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 30); };
  function toast(text, kind = "danger") {
    const box = document.createElement("p");
    box.className = `message message-${kind}`;
    const close = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: words.close, onclick: () => box.remove() });
    box.append(text, close);
    $("#toasts").replaceChildren(box);
    if (kind !== "danger") setTimeout(() => box.remove(), 6000);
  }
  document.addEventListener("say", ({ detail }) => toast(detail.text || detail.value || words.done, detail.kind || "success"));

  /* Plain forms: sent once, shown as busy, asked about first where data-confirm says so. */
  const ask = (text) => new Promise((answer) => {
    const box = $("#question");
    $("#question-text").textContent = text;
    box.returnValue = "no";
    box.addEventListener("close", () => answer(box.returnValue === "yes"), { once: true });
    box.showModal();
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.confirm && !form.dataset.agreed) {
      event.preventDefault();
      if (await ask(form.dataset.confirm)) { form.dataset.agreed = "yes"; form.requestSubmit(event.submitter); }
      return;
    }
    if (form.method === "get") return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach((form) => { form.removeAttribute("aria-busy"); delete form.dataset.agreed; }));

  /* htmx: our own question, errors as toasts, focus where the eye should go. */
  document.addEventListener("htmx:confirm", (event) => {
    event.preventDefault();
    ask(event.detail.ctx.confirm).then((yes) => (yes ? event.detail.issueRequest() : event.detail.dropRequest()));
  });
  const sentence = (html) => {
    const note = new DOMParser().parseFromString(html || "", "text/html").querySelector("[data-error]");
    return note ? note.textContent.replace(/\s+/g, " ").trim() : "";
  };
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (status === 401) return;
    if (status === 422 || status === 409) say(words.refused);
    else toast(sentence(ctx.text) || words.failed);
  });
  document.addEventListener("htmx:error", ({ detail }) => { if (detail.ctx?.request) toast(words.offline); });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!ctx?.target) return;
    if (ctx.request?.method === "GET") {
      const counted = document.getElementById(ctx.target.id)?.querySelector(".pager-count, .empty-message");
      if (counted) say(counted.textContent.trim());
      return;
    }
    const id = ctx.target.id;
    const place = (id && document.getElementById(id)) || (ctx.target.isConnected ? ctx.target : null);
    if (!place) return;
    const lost = document.activeElement === document.body || !document.activeElement?.isConnected;
    const first = place.matches("[data-focus]") ? place : $("[aria-invalid=true], [data-focus], [autofocus]", place);
    if (first && (lost || ctx.response?.status === 422)) first.focus();
    else if (lost) { place.tabIndex = -1; place.focus({ preventScroll: true }); }
  });

  /* The sheet: a link with data-sheet opens its page's content in a dialog, or simply follows the link. */
  const sheet = $("#sheet");
  async function openSheet(link) {
    const answer = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
    const page = answer?.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = page && $("#content", page);
    if (!content) { location.href = link.href; return; }
    $("#sheet-title").textContent = $("h1", page)?.textContent.trim() || link.textContent.trim();
    $("#sheet-body").replaceChildren(...content.childNodes);
    window.htmx?.process($("#sheet-body"));
    sheet.showModal();
    document.dispatchEvent(new Event("sheet:open"));
    $("#sheet-body :is([autofocus], input:not([type=hidden]), select, textarea)")?.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (!link || !sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSheet(link);
  });

  /* A button whose text fills a field: the demo accounts on the sign-in page. */
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-fill]");
    const field = button && document.querySelector(`[name="${CSS.escape(button.dataset.fill)}"]`);
    if (!field) return;
    field.value = button.textContent.trim();
    $("[type=password]", field.form)?.focus();
  });

  /* Keys: one letter, only when nothing is being typed. */
  const PLACES = { h: "/", c: "/customers", t: "/lookup", o: "/opportunities", e: "/expenses", a: "/activities", p: "/pool", n: "/notifications" };
  const rows = () => [...document.querySelectorAll("main tbody tr")];
  let afterG = 0;
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    all[at]?.classList.remove("here");
    next?.classList.add("here");
    $("a", next || document.body)?.focus();
  };
  const KEYS = { "?": () => $("#keys").showModal(), g: () => { afterG = Date.now(); }, j: () => step(1), k: () => step(-1), n: () => $("main [rel=next]")?.click(), p: () => $("main [rel=prev]")?.click() };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (Date.now() - afterG < 1200 && PLACES[event.key]) location.href = PLACES[event.key];
    else if (target) (target.matches("input") ? target.focus() : target.click());
    else if (KEYS[event.key]) KEYS[event.key]();
    else return;
    event.preventDefault();
  });
  document.querySelectorAll("[data-shortcuts]").forEach((opener) => { opener.hidden = false; opener.addEventListener("click", () => $("#keys").showModal()); });
})();
