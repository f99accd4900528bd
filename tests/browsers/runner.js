// Makes one request as the page's code would, and reports what the page could see of it.
"use strict";

async function run(task) {
  const {context, ...request} = task.request, {report} = task;
  if (context !== undefined && context !== "document") return inside(context, {...task, request});
  let seen;
  try {
    seen = await Promise.race([perform(request), pause(8000).then(() => ({outcome: "timeout"}))]);
  } catch (error) {
    seen = {outcome: "error", error: String(error)};
  }
  await fetch(report, {method: "POST", mode: "no-cors", body: JSON.stringify(seen)}).catch(() => {});
}

// Has the request made by code that runs elsewhere than in the page; that code reports by itself.
function inside(context, task) {
  if (context === "worker") return void new Worker(task.worker);
  const frame = document.createElement("iframe");
  const page = () => "<!doctype html><meta charset=utf-8><body>" + document.querySelector("script").outerHTML.replace(
    /\nrun\(.*\);<\/script>/, () => `\nrun(${JSON.stringify(task).replaceAll("<", "\\u003c")});<` + "/script>");
  if (context === "sandboxed-frame") frame.sandbox = "allow-scripts";
  if (context === "data-url") frame.src = "data:text/html," + encodeURIComponent(page());
  else frame.srcdoc = page();
  document.body.append(frame);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function perform(request) {
  if (request.initiator === "fetch") return byFetch(request);
  if (request.initiator === "xmlhttprequest") return byXhr(request);
  if (request.initiator === "eventsource") return byEventSource(request);
  if (request.initiator === "font") return byFont(request);
  if (request.initiator === "track") return byTrack(request);
  if (request.initiator === "wasm") return byWasm(request);
  if (request.initiator === "css-image") return byStyle(request);
  if (["json-module", "css-module"].includes(request.initiator)) return byImport(request);
  if (request.initiator === "beacon") return {outcome: navigator.sendBeacon(request.url, bodyOf(request)) ? "unseen" : "refused"};
  if (request.initiator === "worker-script") return byWorker(() => new Worker(request.url));
  if (request.initiator === "worker-module") return byWorker(() => new Worker(request.url, {type: "module"}));
  if (request.initiator in IMPORTS) return byWorker(() => importing(request));
  return byElement(request);
}

function bodyOf({body, body_kind, body_type}) {
  if (body === undefined || body === null) return undefined;
  switch (body_kind) {
    case "urlsearchparams": return new URLSearchParams(body);
    case "formdata": { const form = new FormData(); form.append("a", body); return form; }
    case "blob": return new Blob([body], {type: body_type ?? ""});
    case "arraybuffer": return new TextEncoder().encode(body).buffer;
    case "stream": return new ReadableStream({start(c) { c.enqueue(new TextEncoder().encode(body)); c.close(); }});
    default: return body;
  }
}

async function byFetch(r) {
  const init = {method: r.method, headers: r.headers, mode: r.mode, credentials: r.credentials, redirect: r.redirect,
                body: bodyOf(r)};
  if (r.body_kind === "stream") init.duplex = "half";
  if (r.cache !== undefined) init.cache = r.cache;
  if (r.keepalive !== undefined) init.keepalive = r.keepalive;
  if (r.referrer_policy !== undefined) init.referrerPolicy = r.referrer_policy;
  if (r.fetch_target_address_space !== undefined) init.targetAddressSpace = r.fetch_target_address_space;
  let made;
  try {
    made = new Request(r.url, init);
  } catch (error) {
    return {outcome: "refused", error: String(error)};
  }
  let response;
  try {
    response = await (r.target_address_space_direct ? fetch(r.url, init) : fetch(made));
  } catch (error) {
    return {outcome: "blocked", error: String(error)};
  }
  if (response.type.startsWith("opaque")) return {outcome: "opaque"};
  return {outcome: "allowed", status: response.status, exposed_headers: [...response.headers.keys()]};
}

function byXhr(r) {
  const xhr = new XMLHttpRequest();
  return new Promise((done) => {
    xhr.onload = () => done({outcome: "allowed", status: xhr.status, exposed_headers: namesOf(xhr)});
    xhr.onerror = () => done({outcome: "blocked"});
    if (r.upload_listener) xhr.upload.onprogress = () => {};
    try {
      xhr.open(r.method, r.url);
      xhr.withCredentials = r.credentials === "include";
      for (const [name, value] of r.headers) xhr.setRequestHeader(name, value);
      xhr.send(bodyOf(r));
    } catch (error) {
      done({outcome: "refused", error: String(error)});
    }
  });
}

function namesOf(xhr) {
  const lines = xhr.getAllResponseHeaders().split("\r\n").filter((line) => line !== "");
  return lines.map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
}

function byEventSource(r) {
  return new Promise((done) => {
    const source = new EventSource(r.url, {withCredentials: r.credentials === "include"});
    source.onopen = () => { source.close(); done({outcome: "allowed"}); };
    source.onerror = () => { source.close(); done({outcome: "blocked"}); };
  });
}

async function byFont(r) {
  const style = document.createElement("style");
  style.textContent = `@font-face { font-family: probed; src: url(${JSON.stringify(r.url)}); }`;
  document.head.append(style);
  try {
    return {outcome: (await document.fonts.load("16px probed")).length ? "allowed" : "blocked"};
  } catch (error) {
    return {outcome: "blocked", error: String(error)};
  }
}

function byTrack(r) {
  const video = document.createElement("video"), track = document.createElement("track");
  if (r.mode === "cors") video.crossOrigin = r.credentials === "include" ? "use-credentials" : "anonymous";
  return new Promise((done) => {
    track.onload = () => done({outcome: "allowed"});
    track.onerror = () => done({outcome: "blocked"});
    track.default = true;
    track.src = r.url;
    video.append(track);
    document.body.append(video);
    track.track.mode = "showing";
  });
}

async function byWasm(r) {
  try {
    await WebAssembly.compileStreaming(fetch(r.url, {mode: r.mode, credentials: r.credentials}));
    return {outcome: "allowed"};
  } catch (error) {
    return {outcome: "blocked", error: String(error)};
  }
}

async function byImport(r) {
  try {
    await import(r.url, {with: {type: r.initiator.split("-")[0]}});
    return {outcome: "allowed"};
  } catch (error) {
    return {outcome: "blocked", error: String(error)};
  }
}

// No script sees what becomes of such an image.
async function byStyle(r) {
  document.body.style.maskImage = `url(${JSON.stringify(r.url)})`;
  await pause(700);
  return {outcome: "unseen"};
}

const IMPORTS = {
  "import-scripts": (url) => `try { importScripts(${url}); postMessage("ok"); } catch { postMessage("blocked"); }`,
  "worker-import": (url) => `import(${url}).then(() => postMessage("ok"), () => postMessage("blocked"));`,
  "worker-static-import": (url) => `import ${url}; postMessage("ok");`,
};

function importing(r) {
  const code = new Blob([IMPORTS[r.initiator](JSON.stringify(r.url))], {type: "text/javascript"});
  const type = r.initiator === "worker-static-import" ? "module" : "classic";
  return new Worker(URL.createObjectURL(code), {type, credentials: r.credentials});
}

function byWorker(make) {
  return new Promise((done) => {
    try {
      const worker = make();
      worker.onmessage = ({data}) => done({outcome: data === "ok" ? "allowed" : "blocked"});
      worker.onerror = () => done({outcome: "blocked"});
    } catch (error) {
      done({outcome: "refused", error: String(error)});
    }
  });
}

const ELEMENTS = {
  "img": ["img", {}, "src"],
  "script": ["script", {}, "src"],
  "module-script": ["script", {type: "module"}, "src"],
  "stylesheet": ["link", {rel: "stylesheet"}, "href"],
  "preload": ["link", {rel: "preload", as: "fetch"}, "href"],
  "modulepreload": ["link", {rel: "modulepreload"}, "href"],
  "prefetch": ["link", {rel: "prefetch"}, "href"],
  "video": ["video", {preload: "metadata"}, "src"],
  "audio": ["audio", {preload: "metadata"}, "src"],
};

function byElement(r) {
  const [tag, attributes, address] = ELEMENTS[r.initiator];
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (r.preload_as !== undefined) element.as = r.preload_as;
  if (r.integrity) element.integrity = r.integrity;
  if (r.mode === "cors") element.crossOrigin = r.credentials === "include" ? "use-credentials" : "anonymous";
  return new Promise((done) => {
    // Chromium calls a sheet loaded of which it applies nothing; only with CORS may script look.
    const dropped = () => r.initiator === "stylesheet" && r.mode === "cors" && !element.sheet?.cssRules.length;
    element.onloadedmetadata = () => done({outcome: "allowed"});
    element.onload = () => done({outcome: dropped() ? "blocked" : "allowed"});
    element.onerror = () => done({outcome: "blocked"});
    // Of a preload that it does not make, Chromium says nothing at all.
    if (r.preload_as !== undefined) pause(3000).then(() => done({outcome: "blocked"}));
    element[address] = r.url;
    document.body.append(element);
  });
}
