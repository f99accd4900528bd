// What makes the site more comfortable and no page needs; it comes once the page is there. All that is remembered here
// stays in this browser: the theme as a cookie, the rest in its storage.

// The theme: the server writes it into each page, so that nothing flashes.
function showTheme() {
  const theme = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1];
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("button[name=theme]")) {
    button.ariaPressed = button.value === (theme ?? "system");
  }
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "theme") return;
  event.preventDefault();
  event.stopPropagation();
  const age = button.value === "system" ? 0 : 31536000;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${button.value}; path=/; max-age=${age}; samesite=lax${secure}`;
  showTheme();
  // Before whoever else waits for forms to be sent: this one is not.
}, true);
// A page that the browser had kept, or another tab, may have been left before the choice.
addEventListener("pageshow", showTheme);
document.addEventListener("visibilitychange", showTheme);

// A list in this browser's storage, the newest first; a browser may keep none, and what is in it may be anything.
function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(name, list) {
  try {
    if (list.length) localStorage.setItem(name, JSON.stringify(list));
    else localStorage.removeItem(name);
  } catch {
    // It is forgotten, and all else works.
  }
}

function element(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, properties);
}

// Reports that were opened here: the address, the word, the method and the host, never a path, a query or a header.
const MOST_REPORTS = 20;
const report = /^\/r\/([\w-]+)\/(?:delete)?$/.exec(location.pathname)?.[1];
const { word, method, host } = document.querySelector("main").dataset;

if (report && word !== undefined) {
  const others = recall("reports").filter((other) => other?.id !== report);
  const time = recall("reports").find((other) => other?.id === report)?.time ?? new Date().toISOString();
  // A page that says that the report is gone has no word for it.
  keep("reports", word ? [{ id: report, word, method, host, time }, ...others].slice(0, MOST_REPORTS) : others);
}

function showReports() {
  const reports = recall("reports").filter((kept) => kept && /^[\w-]+$/.test(kept.id) && Date.parse(kept.time));
  if (!["reports", "origins", "stack"].some((name) => recall(name).length)) return;
  const section = document.createElement("section");
  const list = element("ul", "", { className: "plainlist" });
  for (const { id, word, method, host, time } of reports) {
    const link = element("a", `${word}: ${method} ${host}`, { href: `/r/${id}/` });
    const when = element("time", new Date(time).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }), { dateTime: time, className: "soft small" });
    const item = document.createElement("li");
    item.append(link, " ", when);
    list.append(item);
  }
  const forget = element("button", "Forget all", { type: "button" });
  forget.addEventListener("click", () => {
    for (const name of ["reports", "origins", "stack"]) keep(name, []);
    section.replaceChildren(element("p", "Forgotten. The reports themselves stay until they expire.", { tabIndex: -1 }));
    section.firstChild.focus();
  });
  section.append(
    element("h2", "Checked in this browser"),
    element("p", `The last ${MOST_REPORTS} reports that you opened here. This list never leaves your browser.`, { className: "small soft" }),
    list,
    forget,
  );
  document.querySelector("main").append(section);
}

if (location.pathname === "/") showReports();

// Origins of checks that were made here are offered again; what is more than an origin is not kept.
const MOST_ORIGINS = 5;
const ORIGIN = /^(?:null|[a-z][a-z\d+.-]*:\/\/[^\s\/@?#]+)$/i;

document.addEventListener("submit", ({ target }) => {
  const origin = target.querySelector("#id_origin")?.value.trim();
  if (!ORIGIN.test(origin ?? "")) return;
  keep("origins", [origin, ...recall("origins").filter((other) => other !== origin)].slice(0, MOST_ORIGINS));
});

document.addEventListener("focusin", ({ target }) => {
  if (target.id !== "id_origin" || !target.list) return;
  for (const origin of recall("origins").reverse()) {
    const offered = [...target.list.options].some((option) => option.value === origin);
    if (!offered) target.list.prepend(element("option", "used before", { value: origin }));
  }
});

// The server that was chosen last is shown first by a report in which no response names one, or among those that fit.
function stackOf(link) {
  return /\/fix(?:es)?\/([\w-]+)\/?$/.exec(link?.pathname ?? "")?.[1];
}

document.addEventListener("click", ({ target }) => {
  const stack = stackOf(target.closest("a[data-into=panel]"));
  if (stack) keep("stack", [stack]);
});
if (location.pathname.startsWith("/fixes/") && stackOf(location)) keep("stack", [stackOf(location)]);

async function showLastStack(panel) {
  const [last] = recall("stack");
  const fitting = [...document.querySelectorAll("p.stacks a[data-into=panel]")];
  const same = [...document.querySelectorAll("a[data-into=panel]")].filter((link) => stackOf(link) === last);
  if (!same.length || (fitting.length && !fitting.some((link) => same.includes(link)))) return;
  const answer = await fetch(same[0].href, { headers: { "HX-Request": "true" } });
  const fix = answer.ok && (await answer.text());
  // Meanwhile the reader may have chosen one.
  if (!fix || panel.firstElementChild || panel.ariaBusy) return;
  panel.innerHTML = fix;
  panel.prepend(element("p", `You chose ${same[0].textContent} last time.`, { className: "small soft" }));
  markChosen(same[0]);
  const way = document.querySelector(".to-fix[href='#fix']");
  if (way) Object.assign(way, { textContent: `Fix for ${same[0].textContent}`, href: "#panel" });
}

const panel = document.getElementById("panel");
if (panel && !panel.firstElementChild) showLastStack(panel).catch(() => {});

// The key / leads to the box, or to a page's filter, unless something is typed.
const BOX = "#id_paste, input[type=search]";

function tellOfKey() {
  const box = document.querySelector(BOX);
  if (!box) return;
  box.setAttribute("aria-keyshortcuts", "/");
  box.title ||= "The / key leads here";
}

document.addEventListener("keydown", (event) => {
  const box = document.querySelector(BOX);
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (!box || typing || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  // Firefox would open its own search.
  event.preventDefault();
  box.focus();
});
document.addEventListener("htmx:afterSettle", tellOfKey);
tellOfKey();

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
