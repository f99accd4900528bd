// The address follows the words that are looked for, so that Back and a shared link find the same. htmx keeps no history
// here: it would store pages.
document.addEventListener("htmx:afterSwap", (event) => {
  const address = event.detail.xhr.getResponseHeader("HX-Replace-Url");
  if (address) history.replaceState(null, "", address);
});

// No rule needs to know what stands behind a URL's path, or who signs in: that stays in the browser.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  parameters.q = parameters.q
    .replace(/(:\/\/[^\s'"‘’“”?#]*)[?#][^\s'"‘’“”)]*/g, "$1")
    .replace(/:\/\/[^\s\/?#@'"‘’“”]*@/g, "://");
});

document.addEventListener("htmx:sendError", () => {
  document.getElementById("hits").textContent = "The server cannot be reached: these rows are those of before.";
});
