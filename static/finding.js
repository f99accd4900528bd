// The address follows the words that are looked for, so that Back and a shared link find the same. htmx keeps no history
// here: it would store pages.
document.addEventListener("htmx:afterSwap", (event) => {
  const address = event.detail.xhr.getResponseHeader("HX-Replace-Url");
  if (address) history.replaceState(null, "", address);
});

document.addEventListener("htmx:sendError", () => {
  document.getElementById("hits").textContent = "The server cannot be reached: these rows are those of before.";
});
