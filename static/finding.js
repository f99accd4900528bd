// The address follows the words that are looked for, so that Back and a shared link find the same. htmx keeps no history
// here: it would store pages.
document.addEventListener("htmx:afterSwap", (event) => {
  const address = event.detail.xhr.getResponseHeader("HX-Replace-Url");
  if (address) history.replaceState(null, "", address);
});

// No rule needs to know what stands behind a URL's path, or who signs in: that stays in the browser.
document.addEventListener("formdata", ({ formData }) => {
  const text = formData.get("q");
  if (typeof text !== "string") return;
  const short = text
    .replace(/(:\/\/[^\s'"‘’“”?#]*)[?#][^\s'"‘’“”)]*/g, "$1")
    .replace(/:\/\/[^\s\/?#@'"‘’“”]*@/g, "://");
  formData.set("q", short);
});

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => {
    document.getElementById("hits").textContent = "The server cannot be reached: these rows are those of before.";
  });
}
