/* Brings htmx: from the CDN with its integrity hash, or, when that does not answer in about a second, from our own server.
   What answered is remembered, so no later page waits. Without either, every page still works as plain forms. */
(() => {
  const me = document.currentScript.dataset;
  const CDN = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js";
  const HASH = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn";
  const KEY = "assets:4.0.1";
  const PATIENCE = 1000;

  const recall = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const remember = (choice) => {
    document.documentElement.dataset.ready = choice;
    try { localStorage.setItem(KEY, choice); } catch { /* private window: ask again next time */ }
  };

  function element(name, attributes) {
    const made = Object.assign(document.createElement(name), attributes);
    document.head.append(made);
    return made;
  }

  function local() {
    element("script", { src: me.local, onload: () => remember("local") });
  }

  /* A preload does not run the script, so a late answer after we turned to the local copy cannot start htmx twice. */
  function cdn() {
    const shared = { crossOrigin: "anonymous", integrity: HASH };
    let decided = false;
    const decide = (run) => () => { if (!decided) { decided = true; run(); } };
    const fallBack = decide(local);
    const take = decide(() => element("script", { ...shared, src: CDN, onload: () => remember("cdn"), onerror: local }));
    element("link", { rel: "preload", as: "script", ...shared, href: CDN, onload: take, onerror: fallBack });
    setTimeout(fallBack, PATIENCE);
  }

  if (me.assets === "local" || recall() === "local") local(); else cdn();
})();
