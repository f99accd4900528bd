// What paste.js, whose functions it uses, lets leave the browser of a HAR, which is what a verdict needs: methods, URLs,
// header fields, statuses, and what the browser says of a failure. No bodies, no cookies, no timings; and of a large one
// not the entries of which no verdict is formed.
const MOST = { characters: 2_000_000, marks: 200_000 };
const NAMED = new RegExp(`^${SECRET}$`, "i");
const HINTS = /^(?:sec-ch-|accept-encoding$|accept-language$)/i;
const OWN = ["error", "failureText", "resourceType", "request_type", "fetchedViaServiceWorker", "documentURL", "wasAborted"];

function fields(part) {
  const listed = part?.headers ?? [];
  const pairs = Array.isArray(listed) ? listed : Object.entries(listed).map(([name, value]) => ({ name, value }));
  return pairs
    .filter((field) => typeof field?.name === "string" && field.value != null && !HINTS.test(field.name))
    .map(({ name, value }) => {
      const text = String(value);
      if (TELLING.test(name)) return { name, value: text };
      const short = text.slice(0, /^(?:location|referer|content-type)$/i.test(name) ? 4096 : 200);
      return { name, value: NAMED.test(name) ? dummyValue(short) : short };
    });
}

// What recorders add in fields of their own, whose names begin with one underscore or two.
function own(part) {
  const named = OWN.flatMap((name) => [`_${name}`, `__${name}`]).filter((name) => part?.[name] != null);
  return Object.fromEntries(named.map((name) => [name, typeof part[name] === "string" ? part[name].slice(0, 400) : part[name]]));
}

function leanEntry(entry) {
  const { request, response } = entry ?? {};
  if (typeof request?.url !== "string" || typeof response !== "object" || response === null) return {};
  return {
    ...own(entry),
    ...(entry.pageref != null ? { pageref: entry.pageref } : {}),
    request: {
      ...own(request),
      method: request.method,
      url: scrub(request.url.startsWith("data:") ? "data:," : request.url.slice(0, 4200)),
      headers: fields(request),
      ...(request.cookies?.length ? { cookies: [{}] } : {}),
    },
    response: {
      ...own(response),
      status: response.status,
      headers: fields(response),
      ...(response.content?.text ? { content: { text: "x" } } : {}),
    },
  };
}

function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}

// How early an entry is left out where there are too many: first what goes to no other origin, last what may have failed.
function worth({ request, response, ...entry }, pages) {
  if (!request) return 0;
  const sent = new Map(request.headers.map(({ name, value }) => [name.toLowerCase(), value]));
  const page = sent.get("origin") ?? originOf(sent.get("referer") ?? pages.get(entry.pageref) ?? "");
  const mode = sent.get("sec-fetch-mode");
  if (!/^https?:/i.test(request.url) || mode === "navigate") return 0;
  const failed = [response, entry].some((part) => part._error || part._failureText || part.__error || part.__failureText);
  if (page === null) return failed ? 2 : 0;
  if (page === originOf(request.url)) return response.status >= 300 && response.status < 400 ? 1 : 0;
  if (mode === "no-cors" || (!sent.has("origin") && /image|script|stylesheet|media/i.test(entry._resourceType))) return 1;
  const allowed = response.headers.find(({ name }) => name.toLowerCase() === "access-control-allow-origin")?.value;
  return failed || !(response.status > 0) || (allowed !== "*" && allowed !== page) ? 3 : 2;
}

function lean({ log }) {
  const pages = (Array.isArray(log.pages) ? log.pages : []).map((page) => ({ id: page?.id, title: scrub(String(page?.title ?? "").slice(0, 4096)) }));
  const titles = new Map(pages.map(({ id, title }) => [id, title]));
  const entries = log.entries.map((entry, place) => {
    const kept = leanEntry(entry);
    const text = JSON.stringify(kept);
    return { place, text, marks: text.match(/[{[,:]/g).length, worth: worth(kept, titles) };
  });
  const room = { ...MOST };
  const fitting = [...entries].sort((one, other) => other.worth - one.worth || one.place - other.place).filter(({ text, marks }) => {
    if (text.length > room.characters || marks > room.marks) return false;
    room.characters -= text.length;
    room.marks -= marks;
    return true;
  });
  const head = { version: log.version, creator: log.creator, browser: log.browser, comment: log.comment, pages };
  // A text that was reduced before says what it left out.
  const dropped = entries.length - fitting.length + (Number.isInteger(log._dropped) ? log._dropped : 0);
  if (dropped) head._dropped = dropped;
  const listed = fitting.sort((one, other) => one.place - other.place).map(({ text }) => text);
  return `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[${listed.join(",")}]}}`;
}

function leanText(text) {
  try {
    const value = JSON.parse(text.replace(/^\ufeff/, ""));
    if (Array.isArray(value?.log?.entries)) return lean(value);
  } catch {
    // Not JSON: the server says what it makes of it.
  }
  return scrub(text);
}
