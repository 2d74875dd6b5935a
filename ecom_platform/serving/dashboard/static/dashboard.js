/* What happens in the browser: fetch whole pages, follow the published version, write links. */
(function () {
  "use strict";

  const POLL_MILLISECONDS = 3000;
  const noUpdate = () => window.dash_clientside.no_update;
  let asked = 0;
  let shownVersion;

  function preferredTheme(chosen) {
    const prefersDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    return chosen || (prefersDark ? "dark" : "light");
  }

  async function page(pathname, search, theme, newest, shown) {
    const mine = ++asked;
    const headers = { "x-theme": preferredTheme(theme) };
    let found;
    try {
      const answer = await fetch("/dashboard/page" + pathname + (search || ""), { headers });
      found = await answer.json();
    } catch (error) {
      trouble("The server cannot be reached, so this page shows what it showed before. Is it running?");
      return [noUpdate(), noUpdate(), noUpdate()];
    }
    trouble("");
    if (mine !== asked) {
      return [noUpdate(), noUpdate(), noUpdate()];
    }
    document.title = found.title;
    const isFlip = shownVersion && found.version && found.version !== shownVersion;
    const isMove = !shown || shown.pathname !== pathname;
    shownVersion = found.version;
    if (isMove) {
      window.scrollTo(0, 0);
      window.setTimeout(focusTitle, 100);
    }
    const announcement = isFlip ? "A new version is published; this page shows it now." : "";
    return [found.children, { version: found.version, view: found.view, pathname }, announcement];
  }

  function trouble(sentence) {
    window.dash_clientside.set_props("trouble", { children: sentence });
  }

  function focusTitle() {
    const title = document.querySelector("#main h1");
    if (title) title.focus({ preventScroll: true });
  }

  function scheme(theme) {
    return preferredTheme(theme);
  }

  function filter(values, ids, shown, search) {
    if (!shown || !shown.view || !ids.length) return noUpdate();
    const wanted = new URLSearchParams(search || "");
    const before = { ...shown.view };
    let changed = false;
    ids.forEach((id, index) => {
      const value = values[index];
      if (id.name === "days") {
        if (!value || !value[0] || !value[1]) return;
        changed = set(wanted, before, "from", value[0]) || changed;
        changed = set(wanted, before, "to", value[1]) || changed;
      } else {
        changed = set(wanted, before, id.name, value) || changed;
      }
    });
    if (!changed) return noUpdate();
    return "?" + wanted.toString();
  }

  function set(wanted, before, name, value) {
    if ((before[name] || "") === (value || "")) return false;
    if (value) wanted.set(name, value);
    else wanted.delete(name);
    if (name === "currency") ["channel", "partner", "category", "from", "to"].forEach((other) => wanted.delete(other));
    return true;
  }

  function drill(clicks) {
    const triggered = window.dash_clientside.callback_context.triggered[0];
    const clicked = triggered && triggered.value;
    const point = clicked && clicked.points && clicked.points[0];
    const href = point && [].concat(point.customdata)[0];
    if (typeof href === "string" && href.startsWith("/")) go(href);
    return noUpdate();
  }

  function go(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  async function rows(request, id) {
    if (!request) return noUpdate();
    const more = new URLSearchParams({
      start: request.startRow,
      end: request.endRow,
      sort: JSON.stringify(request.sortModel || []),
      filter: JSON.stringify(request.filterModel || {}),
    });
    const answer = await fetch(id.url + "&" + more.toString());
    if (!answer.ok) {
      trouble(await answer.text());
      return { rowData: [], rowCount: 0 };
    }
    trouble("");
    const found = await answer.json();
    return { rowData: found.rows, rowCount: found.total };
  }

  async function poll() {
    if (document.hidden || !shownVersion) return;
    try {
      const answer = await fetch("/dashboard/version");
      const version = (await answer.json()).version;
      const isPinned = new URLSearchParams(window.location.search).has("version");
      if (version && version !== shownVersion && !isPinned) {
        window.dash_clientside.set_props("newest", { data: version });
      }
    } catch (error) {
      /* the next poll tries again; the page keeps what it shows */
    }
  }

  function act(event) {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    if (button.dataset.action === "theme") changeTheme();
    if (button.dataset.action === "png") downloadPicture(button.dataset.name);
  }

  function changeTheme() {
    const now = document.documentElement.getAttribute("data-mantine-color-scheme");
    window.dash_clientside.set_props("theme", { data: now === "dark" ? "light" : "dark" });
  }

  function downloadPicture(name) {
    const plot = document.querySelector("#card-" + name + " .js-plotly-plot");
    if (plot) {
      window.Plotly.downloadImage(plot, { format: "png", width: 1200, height: 600, filename: name });
    }
  }

  document.addEventListener("click", act);
  window.setInterval(poll, POLL_MILLISECONDS);
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    dashboard: { page, scheme, filter, drill, rows },
  });
})();
