// What scripts add to pages that work without them.
document.documentElement.classList.add("js");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.fill) {
    const field = document.getElementById(button.dataset.fill);
    field.value = button.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (button.dataset.copy) {
    const label = button.dataset.label ??= button.textContent;
    const copied = await copy(document.getElementById(button.dataset.copy).textContent);
    say(button.textContent = copied ? "Copied" : "Select and copy by hand");
    setTimeout(() => { button.textContent = label; }, 2000);
  }
});

// What changed, for a reader who does not see it; the same twice is said twice.
function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

// Pages on plain http have the old way only.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

// What a link leads to comes into its place on this page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-into]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { into } = link.dataset;
  const place = document.getElementById(into);
  const policy = into === "exported" ? null : document.getElementById("policy");
  const address = link.href + (policy ? "?" + new URLSearchParams(new FormData(policy)) : "");
  place.ariaBusy = "true";
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return location.assign(address);
    place.innerHTML = await answer.text();
    say(`${link.textContent}: shown`);
  } catch {
    // Offline: the browser says so itself.
    return location.assign(address);
  } finally {
    place.ariaBusy = null;
  }
  markChosen(link);
});

// Says which link's place is filled; of a server's fix, its policy follows.
function markChosen(link) {
  const { into } = link.dataset;
  const policy = into === "exported" ? null : document.getElementById("policy");
  if (policy) {
    policy.action = link.href;
    policy.closest("details").hidden = false;
  }
  for (const other of document.querySelectorAll(`a[data-into=${into}]`)) {
    if (other.href === link.href) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
}

// The form of a policy asks for the server that is shown now, and for none before one is chosen.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "policy") return;
  event.detail.path = event.target.action;
  if (event.target.action.endsWith("/fix/")) event.preventDefault();
});

// htmx weighs more than the rest of the site together, so it comes when it is first needed.
const needed = document.querySelector("[data-htmx]");
if (needed) {
  const load = () => {
    const script = document.createElement("script");
    script.src = needed.dataset.htmx;
    document.head.append(script);
  };
  const once = () => {
    for (const type of ["focusin", "input"]) needed.removeEventListener(type, once);
    if (document.readyState === "complete") load();
    else addEventListener("load", load, { once: true });
  };
  if (needed.hasAttribute("data-at-once")) once();
  else for (const type of ["focusin", "input"]) needed.addEventListener(type, once);
}

// What only makes the site more comfortable comes once the page is there.
const { later } = document.currentScript.dataset;
addEventListener("load", () => { document.head.append(Object.assign(document.createElement("script"), { src: later })); });
