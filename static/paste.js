// Takes the secrets out of what is pasted before the form is sent: each becomes a dummy of the same shape.
// The server does the same again, for browsers without scripts.
const SECRET = "[\\w-]*(?:token|secret|api[-_]?key|session|csrf|xsrf|auth|passw|pwd|signature|credential|cookie|jwt)[\\w-]*";
const TELLING = /^:?(?:access-control-.*|credentials|withcredentials|:?authority|author|set-cookie2?|x-requested-with)$/i;
const SCHEME = /^(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256)[ \t]+/i;
const JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}/g;
const KEYS = /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk_test_|sk-|rk_live_|AKIA|ASIA|AIza|ya29\.)[A-Za-z0-9._-]{10,}/g;
const LONG = /\b(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{32,}\b/g;
// A name with its value: a header line, an entry of an object, a table or a list of pairs.
const LINE = new RegExp(`(^|[\\s'"\`^:])(${SECRET})(:[ \\t]*)([^\\r\\n'"\`^]+)`, "gim");
const ENTRY = new RegExp(`(["'\`])(${SECRET})(\\1\\s*[:=,]\\s*)(["'\`])((?:(?!\\4)[^\\\\\\r\\n]|\\\\.)*)\\4`, "gi");
const BARE_ENTRY = new RegExp(`([{,\\s$])(${SECRET})(\\s*[:=]\\s*)(["'\`])((?:(?!\\4)[^\\\\\\r\\n]|\\\\.)*)\\4`, "gi");
const PANEL = new RegExp(`^(${SECRET})(:?[ \\t]*\\r?\\n)(?![\\w-]+:?[ \\t]*\\r?\\n)(.+)$`, "gim");
// An object of an API client that names what its value is.
const KEYED = new RegExp(`("(?:key|name)"\\s*:\\s*"(?:${SECRET}|value)"\\s*,\\s*"value"\\s*:\\s*"|"bearer"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)`, "gi");
const ASSIGNED = new RegExp(`((?:^|\\s)${SECRET}=)([^\\s"'$\`(&;{]+)`, "gim");
// Words that say how a request signs in, or where, and names of variables: no secrets.
const SIGNING = /^\s*(?:(?:(?:Bearer|Basic|Token)\s+)?(?:\$\{?(?:env:)?[A-Z_]{3,}\}?|%[A-Z_]{3,}%)|value|none|inherit|bearer|basic|digest|no-?auth|api-?key|o-?auth-?2|jwt|aws-?(?:v4|sig-?v4)|ntlm|hawk|header|query|true|false|null|\{\{.*\}\})[\s,{]*$/i;
const OPTION = /((?:^|\s)(?:-b|--cookie|-u|--user|--oauth2-bearer|-a|--auth|--bearer|--password|--http-password)(?:\s+|=)\$?\^?)(['"]?)([^'"\r\n]*?)(\2(?=\s|\^|$))/gm;
const POWERSHELL_COOKIE = /(System\.Net\.Cookie\("[^"]*",\s*")((?:[^"`]|`.)*)(")/g;
const PARAMETER = new RegExp(`([?&])(${SECRET}|key|sig|sid|code|state|pass|otp|pin)=([^&#\\s'"\`^]+)`, "gi");
const USERINFO = /(\/\/)[^\/?#\s@"'<>]+(@)/g;

function dummy(text) {
  return text.replace(/\p{Nd}/gu, "0").replace(/\p{L}/gu, (letter) => (letter === letter.toLowerCase() ? "x" : "X"));
}

function dummyValue(value) {
  const scheme = SCHEME.exec(value);
  return scheme ? scheme[0] + dummy(value.slice(scheme[0].length)) : dummy(value);
}

function scrub(text) {
  const named = (whole, name, value, made) => (TELLING.test(name) || SIGNING.test(value) ? whole : made());
  return text
    .replace(KEYED, (all, start, value) => start + (SIGNING.test(value) ? value : dummyValue(value)))
    .replace(ENTRY, (all, q, name, mid, q2, value) => named(all, name, value, () => q + name + mid + q2 + dummyValue(value) + q2))
    .replace(BARE_ENTRY, (all, start, name, mid, q, value) => named(all, name, value, () => start + name + mid + q + dummyValue(value) + q))
    .replace(LINE, (all, start, name, mid, value) => named(all, name, value, () => start + name + mid + dummyValue(value)))
    .replace(PANEL, (all, name, mid, value) => named(all, name, value, () => name + mid + dummyValue(value)))
    .replace(ASSIGNED, (all, start, value) => start + dummyValue(value))
    .replace(OPTION, (all, option, quote, value, end) => option + quote + dummy(value) + end)
    .replace(POWERSHELL_COOKIE, (all, start, value, end) => start + dummy(value) + end)
    .replace(PARAMETER, (all, mark, name, value) => `${mark}${name}=${dummy(value)}`)
    .replace(USERINFO, "$1x:x$2")
    .replace(JWT, dummy)
    .replace(KEYS, dummy)
    .replace(LONG, dummy);
}

// Of a HAR, what a verdict needs: methods, URLs, header fields and statuses. No bodies, no cookies, no timings.
function lean(har) {
  const fields = (part) =>
    (part?.headers ?? []).map(({ name, value }) => ({
      name,
      value: new RegExp(`^${SECRET}$`, "i").test(name) && !TELLING.test(name) ? dummyValue(String(value)) : String(value),
    }));
  const entries = har.log.entries.map(({ request, response, _resourceType }) => ({
    request: { method: request.method, url: scrub(request.url), headers: fields(request) },
    response: { status: response.status, headers: fields(response) },
    _resourceType,
  }));
  return { log: { version: har.log.version, creator: har.log.creator, entries } };
}

function leanText(text) {
  try {
    const value = JSON.parse(text);
    if (Array.isArray(value?.log?.entries)) return JSON.stringify(lean(value));
  } catch {
    // Not JSON: the server says what it makes of it.
  }
  return scrub(text);
}

if (globalThis.document) {
  // Whatever collects the form's fields, a submission or htmx, gets the box without its secrets, and the box shows it.
  let clean = "";
  document.addEventListener("formdata", ({ target, formData }) => {
    const box = target.elements.paste;
    if (!box) return;
    if (box.value !== clean) clean = box.value = leanText(box.value);
    formData.set("paste", clean);
  });
  // What htmx cannot show, such as a failure of ours, the browser does.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, ({ target }) => {
      if (target.matches("[formaction='/paste']")) target.form.requestSubmit(target);
    });
  }
  const read = async (file, box) => {
    box.value = clean = leanText(await file.text());
    box.form.querySelector("[formaction='/paste']").click();
  };
  document.addEventListener("change", ({ target }) => {
    const [file] = target.files ?? [];
    if (!file || !target.form?.elements.paste) return;
    read(file, target.form.elements.paste);
    target.value = "";
  });
  const dropped = (event) => event.target.closest?.(".paste") && [...event.dataTransfer.items].some(({ kind }) => kind === "file");
  document.addEventListener("dragover", (event) => { if (dropped(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!dropped(event)) return;
    event.preventDefault();
    read(event.dataTransfer.files[0], document.getElementById("id_paste"));
  });
}
