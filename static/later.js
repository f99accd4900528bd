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
