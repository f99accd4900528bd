// Takes the secrets out of what is pasted before the form is sent: each becomes a dummy of the same shape.
// The server does the same again, for browsers without scripts.
const SECRET = "[\\w-]*(?:token|secret|(?:api|consumer)[-_]?key|session|csrf|xsrf|auth|passw|pwd|signature|credential|cookie|jwt)[\\w-]*";
const TELLING = /^:?(?:access-control-.*|credentials|withcredentials|:?authority|author|set-cookie2?|x-requested-with)$/i;
const SCHEME = /^(?:Basic|Bearer|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256)[ \t]+/i;
const JWT = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){0,3}/g;
const KEYS = /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_live_|sk_test_|sk-|rk_live_|AKIA|ASIA|AIza|ya29\.)[A-Za-z0-9._-]{10,}/g;
const LONG = /\b(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{32,}\b/g;
// A name with its value: a header line, an entry of an object, a table or a list of pairs.
const LINE = new RegExp(`(^|[\\s'"\`^:])(${SECRET})(:[ \\t]*)([^\\r\\n'"\`^]+)`, "gim");
const ENTRY = new RegExp(`(["'\`])(${SECRET})(\\1\\s*[:=,]\\s*)(["'\`])((?:(?!\\4)[^\\\\\\r\\n]|\\\\.)*)\\4`, "gi");
// The same in JSON within a string.
const ESCAPED = new RegExp(`((?<!\\\\)\\\\{1,7}")(${SECRET})(\\\\{1,7}"\\s*:\\s*\\\\{1,7}")((?:(?!\\\\{1,7}")[^\\r\\n])*)`, "gi");
const SCHEMED = /\b((?:Bearer|Basic)[ \t]+)(?=[A-Za-z._~+\/=-]*\d)([\w.~+\/=-]{6,})/gi;
const BARE_ENTRY = new RegExp(`([{,\\s$])(${SECRET})(\\s*[:=]\\s*)(["'\`])((?:(?!\\4)[^\\\\\\r\\n]|\\\\.)*)\\4`, "gi");
const PANEL = new RegExp(`^(${SECRET})(:?[ \\t]*\\r?\\n)(?![\\w-]+:?[ \\t]*\\r?\\n)(.+)$`, "gim");
// An object of an API client that names what its value is.
const KEYED = new RegExp(`("(?:key|name)"\\s*:\\s*"(?:${SECRET}|value)"\\s*,\\s*"value"\\s*:\\s*"|"bearer"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)`, "gi");
const ASSIGNED = new RegExp(`((?:^|[\\s'"])${SECRET}=)([^\\s"'$\`(&;{]+)`, "gim");
// As fish and csh set a variable.
const SET = new RegExp(`(^[ \\t]*(?:[$#%>][ \\t]+)?(?:set[ \\t]+(?:-{1,2}[A-Za-z-]+[ \\t]+)+|setenv[ \\t]+)${SECRET}[ \\t]+['"]?)([^\\s'"$\`(;]+)`, "gim");
// The URL of a token is no secret; what is secret in it has patterns of its own.
const URL_START = /^\s*(?:https?|wss?):\/\//i;
// Words that say how a request signs in, or where, and names of variables: no secrets.
const SIGNING = /^\s*(?:(?:(?:Bearer|Basic|Token)\s+)?(?:\$\{?(?:env:)?[A-Z_]{3,}\}?|%[A-Z_]{3,}%)|value|none|inherit|bearer|basic|digest|no-?auth|api-?key|o-?auth-?2|jwt|aws-?(?:v4|sig-?v4)|ntlm|hawk|header|query|true|false|null|\{\{.*\}\})[\s,{]*$/i;
const OPTION = /((?:^|\s)(?:-b|--cookie|-u|--user|--oauth2-bearer|-a|--auth|--bearer|--password|--http-password)(?:\s+|=)\$?\^?)(['"]?)([^'"\r\n]*?)(\2(?=\s|\^|$))/gm;
const POWERSHELL_COOKIE = /(System\.Net\.Cookie\("[^"]*",\s*")((?:[^"`]|`.)*)(")/g;
const PARAMETER = new RegExp(`([?&])(${SECRET}|key|sig|sid|code|state|pass|otp|pin)=([^&#\\s'"\`^]+)`, "gi");
// What is no secret under a name that often means something else.
const WORD = /^[sS][tT][aA][tT][eE]=(?:[a-z]{1,10}|[A-Z]{1,3})$/;
const USERINFO = /(\/\/)[^\/?#\s@"'<>]+(@)/g;

function dummy(text) {
  return text.replace(/\p{Nd}/gu, "0").replace(/\p{L}/gu, (letter) => (letter === letter.toLowerCase() ? "x" : "X"));
}

function dummyValue(value) {
  const scheme = SCHEME.exec(value);
  return scheme ? scheme[0] + dummy(value.slice(scheme[0].length)) : dummy(value);
}

function scrub(text) {
  const named = (whole, name, value, made) => (TELLING.test(name) || SIGNING.test(value) || URL_START.test(value) ? whole : made());
  return text
    .replace(KEYED, (all, start, value) => start + (SIGNING.test(value) ? value : dummyValue(value)))
    .replace(ENTRY, (all, q, name, mid, q2, value) => named(all, name, value, () => q + name + mid + q2 + dummyValue(value) + q2))
    .replace(ESCAPED, (all, start, name, mid, value) => named(all, name, value, () => start + name + mid + dummyValue(value)))
    .replace(BARE_ENTRY, (all, start, name, mid, q, value) => named(all, name, value, () => start + name + mid + q + dummyValue(value) + q))
    .replace(LINE, (all, start, name, mid, value, place, whole) => {
      // Within an object on one line the value ends where the next name begins.
      const own = /[{,]\s*$/.test(whole.slice(Math.max(0, place - 20), place) + start) ? /^[^,}]*/.exec(value)[0] : value;
      return named(all, name, own, () => start + name + mid + dummyValue(own) + value.slice(own.length));
    })
    .replace(PANEL, (all, name, mid, value) => named(all, name, value, () => name + mid + dummyValue(value)))
    .replace(SET, (all, start, value) => (URL_START.test(value) ? all : start + dummyValue(value)))
    .replace(ASSIGNED, (all, start, value) => (URL_START.test(value) ? all : start + dummyValue(value)))
    .replace(OPTION, (all, option, quote, value, end) => option + quote + dummy(value) + end)
    .replace(POWERSHELL_COOKIE, (all, start, value, end) => start + dummy(value) + end)
    .replace(PARAMETER, (all, mark, name, value) => (WORD.test(`${name}=${value}`) ? all : `${mark}${name}=${dummy(value)}`))
    .replace(USERINFO, "$1x:x$2")
    .replace(SCHEMED, (all, scheme, value) => scheme + dummy(value))
    .replace(JWT, dummy)
    .replace(KEYS, dummy)
    .replace(LONG, dummy);
}

// A large file is read beside the page, by these same scripts in a worker, so that the page stays at hand.
if (globalThis.WorkerGlobalScope) {
  self.onmessage = async ({ data: { file, har } }) => {
    let text = null;
    try {
      importScripts(har);
      text = leanText(await file.text());
    } catch {
      // A folder, or no connection: the page is told with nothing.
    }
    self.postMessage(text);
  };
}

// What the box held when its secrets were taken out of it.
let clean = "";
if (globalThis.document) {
  // What reduces a HAR, and what the box does by itself, come when the page is there.
  const { har, box } = document.currentScript.dataset;
  addEventListener("load", () => {
    for (const src of [har, box]) document.head.append(Object.assign(document.createElement("script"), { src }));
  });
  // Whatever collects the form's fields, a submission or htmx, gets the box without its secrets, and the box shows it.
  document.addEventListener("formdata", ({ target, formData }) => {
    const box = target.elements.paste;
    if (!box) return;
    if (box.value !== clean) clean = box.value = (globalThis.leanText ?? scrub)(box.value);
    formData.set("paste", clean);
  });
}
