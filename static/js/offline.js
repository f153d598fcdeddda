/* Forms marked data-offline survive a lost connection: fields and files are kept on this device and sent by themselves when
   there is a connection again. The one-time key of the form goes with them, so that nothing is done twice. */
(() => {
  const reader = document.body.dataset.reader;
  if (!reader || !window.indexedDB) return;
  const say = (text, kind) => document.dispatchEvent(new CustomEvent("say", { detail: { text, kind } }));
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open("xianlu", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const store = async (mode, deed) => {
    const table = (await opened).transaction("drafts", mode).objectStore("drafts");
    return new Promise((done, failed) => {
      const asked = deed(table);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  };
  const mine = async () => (await store("readonly", (table) => table.getAll())).filter((draft) => draft.reader === reader);
  const drop = (key) => store("readwrite", (table) => table.delete(key));
  const keep = (draft) => store("readwrite", (table) => table.put(draft));
  const words = () => document.getElementById("words").dataset;
  const keyOf = (entries) => `${reader}:${entries.find(([name]) => name === "form_key")?.[1] || Date.now()}`;
  let mending = ""; // the draft that stands in the form: it stays kept until it has arrived, and is not sent meanwhile

  const bodyOf = (entries) => {
    const body = new FormData();
    const token = document.querySelector("input[name=csrf_token]")?.value;
    for (const [name, value] of entries) body.append(name, name === "csrf_token" && token ? token : value);
    return body;
  };
  const once = (action, entries) => fetch(action, { method: "POST", body: bodyOf(entries), credentials: "same-origin" });
  async function post(action, entries) {
    const answer = await once(action, entries);
    return answer.status === 400 && (await renewed()) ? once(action, entries) : answer;
  }
  // a page that was open for long carries a token that has run out
  async function renewed() {
    const html = await fetch(location.pathname, { credentials: "same-origin" }).then((page) => page.text()).catch(() => "");
    const token = new DOMParser().parseFromString(html, "text/html").querySelector("input[name=csrf_token]")?.value;
    for (const field of token ? document.querySelectorAll("input[name=csrf_token]") : []) field.value = token;
    return Boolean(token);
  }
  // sent again, these would be answered in the same way; everything else waits for a better hour or a new sign-in
  const final = (answer) => answer.status >= 400 && answer.status < 500 && ![401, 403, 408, 429].includes(answer.status);
  const arrived = (answer) => answer.redirected && !new URL(answer.url).pathname.startsWith("/login");

  // a page that the server sends back has lost the files that were chosen
  function show(html, files) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("content");
    if (!fresh) return false;
    document.getElementById("content").replaceChildren(...fresh.childNodes);
    window.htmx?.process(document.getElementById("content"));
    const field = document.querySelector("form[data-offline] input[type=file]");
    if (field && files?.length) field.files = files;
    document.querySelector("#content [aria-invalid=true], #content .problems")?.scrollIntoView();
    list();
    return true;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-offline]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const entries = [...new FormData(form, event.submitter)];
    const answer = await post(form.action, entries).catch(() => null);
    form.removeAttribute("aria-busy");
    const key = keyOf(entries);
    if (answer && arrived(answer)) {
      await drop(key).catch(() => null);
      location.assign(answer.url);
      return;
    }
    if (answer && [422, 409].includes(answer.status) && show(await answer.text(), form.querySelector("input[type=file]")?.files)) return;
    if (answer && final(answer)) { say(words().failed, "danger"); return; }
    const amount = entries.find(([name]) => name === "amount")?.[1] || "";
    const kept = await keep({ key, reader, action: form.action, entries, amount, at: Date.now(), state: "waits" }).catch(() => null);
    if (!kept) { say(words().full, "danger"); return; }
    mending = "";
    say(form.dataset.offlineSaved, "warning");
    form.reset();
    // what is typed next is something else, and needs a key of its own
    const field = form.querySelector("[name=form_key]");
    if (field) field.value = crypto.randomUUID?.() || String(Math.random()).slice(2);
    list();
    if (answer?.redirected) location.assign(answer.url);
  }, true);

  let sending = false;
  async function send() {
    if (sending || navigator.onLine === false) return;
    sending = true;
    try {
      for (const draft of await mine()) {
        if (draft.state === "refused" || draft.key === mending) continue;
        const answer = await post(draft.action, draft.entries).catch(() => null);
        if (!answer) break;
        if (arrived(answer)) {
          await drop(draft.key);
          say(document.querySelector("form[data-offline]")?.dataset.offlineSent, "success");
        } else if (final(answer)) await keep({ ...draft, state: "refused" });
        else break;
      }
    } finally { sending = false; }
    list();
  }

  function put(draft) {
    const form = document.querySelector("form[data-offline]");
    const files = new DataTransfer();
    for (const [name, value] of draft.entries) {
      if (value instanceof File) { if (value.size) files.items.add(value); continue; }
      if (name === "csrf_token") continue;
      for (const field of form.elements) {
        if (field.name !== name || field.type === "file") continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
        else field.value = value;
      }
    }
    const field = form.querySelector("input[type=file]");
    if (field && files.files.length) field.files = files.files;
    mending = draft.key;
    form.scrollIntoView();
    list();
  }

  // who signs out with something unsent is told: it goes only when they are here again
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-forget]") || form.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const waiting = await mine().catch(() => []);
    if (waiting.length && !confirm(words().unsent)) return;
    form.dataset.sure = "1";
    form.requestSubmit();
  }, true);

  // as long as nobody has set it, the moment of the visit is the one in which one begins to write: the server's, in the
  // company's time, and what has passed on this device since the page came
  const moment = document.querySelector("form[data-offline] [name=starts_at]");
  const came = moment && Date.parse(`${moment.defaultValue}Z`) - Date.now();
  document.addEventListener("focusin", (event) => {
    if (!moment || event.target.form !== moment.form || moment.value !== moment.defaultValue) return;
    moment.value = moment.defaultValue = new Date(came + Date.now()).toISOString().slice(0, 16);
  });

  async function list() {
    const box = document.getElementById("waiting-drafts");
    if (!box) return;
    const drafts = await mine();
    box.hidden = !drafts.length;
    const said = box.dataset;
    const button = (text, press) => Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-secondary", textContent: text, onclick: press });
    box.querySelector("ul").replaceChildren(...drafts.map((draft) => {
      const row = document.createElement("li");
      const when = new Date(draft.at).toLocaleString(document.documentElement.lang);
      row.append(`${when} ¥${draft.amount} ${draft.state === "refused" ? said.refused : said.one} `);
      row.append(button(said.open, () => put(draft)), " ", button(said.send, () => { mending = ""; keep({ ...draft, state: "waits" }).then(send); }), " ");
      row.append(button(said.discard, () => drop(draft.key).then(list)));
      return row;
    }));
  }

  addEventListener("online", send);
  list();
  send();
})();
