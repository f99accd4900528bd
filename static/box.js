// What the box does by itself, loaded after the page: it reads what is pasted, dropped or chosen as it arrives, Enter
// checks, and what is slow or fails says so. Without it, or before it, the buttons do the same.
{
  const { src, dataset: { har } } = document.querySelector("script[data-har]");
  const box = () => document.getElementById("id_paste");
  const readIt = () => box().form.querySelector("[formaction='/paste']");
  const say = (sentence) => {
    const told = document.createElement("p");
    told.className = "bad";
    told.textContent = sentence;
    document.getElementById("turned_away").replaceChildren(...(sentence ? [told] : []));
  };
  const OFFLINE = "No connection: nothing was sent, and what you typed is still here.";

  // htmx comes with the first use of the form; where it does not come soon, the form is sent without it.
  const read = async () => {
    box().focus();
    for (let tries = 0; !window.htmx && tries < 40; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    readIt().click();
  };
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    const elsewhere = event.target.closest("input, textarea, select");
    if (!text.trim() || (elsewhere && elsewhere !== box())) return;
    if (!elsewhere) {
      event.preventDefault();
      box().value = text;
    }
    // The text is in the box once this event is over.
    setTimeout(read);
  });

  // A file is reduced beside the page, by the page's own scripts in a worker, so that the page stays at hand.
  const aside = (file) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(src);
      worker.onmessage = worker.onerror = worker.onmessageerror = ({ data }) => {
        worker.terminate();
        if (typeof data === "string") resolve(data);
        else reject(new Error("unread"));
      };
      worker.postMessage({ file, har });
    });
  const readFile = async (file) => {
    busy(box().form, readIt());
    try {
      clean = box().value = await aside(file);
    } catch {
      say("This file could not be read in your browser; it may be too large. Export the HAR again with a filter on the request that fails, or run corschecker evaluate with the file.");
      return;
    } finally {
      idle(box().form);
    }
    read();
  };
  const chosen = (input) => {
    const [file] = input.files;
    if (!file) return;
    readFile(file);
    input.value = "";
  };
  document.addEventListener("change", ({ target }) => { if (target.id === "id_file") chosen(target); });
  const holdsFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  document.addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (holdsFiles(event)) {
      event.preventDefault();
      if (event.dataTransfer.files.length) readFile(event.dataTransfer.files[0]);
    } else if (event.target.closest?.(".paste")) setTimeout(read);
  });

  // Enter checks what stands in the box on one line, or is being read; with Ctrl or Cmd, any text.
  document.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, shiftKey, isComposing } = event;
    if (key !== "Enter" || target !== box() || shiftKey || isComposing || !target.value.trim()) return;
    if (!ctrlKey && !metaKey && !target.form.ariaBusy && /[\n\\]/.test(target.value.trimStart())) return;
    event.preventDefault();
    target.form.requestSubmit(target.form.querySelector("button"));
  });

  // What works says so, and what a slow line leaves out is told; nothing that was typed is lost.
  const names = new Map();
  const busy = (place, button) => {
    place.ariaBusy = "true";
    if (!button?.matches("[formaction='/paste']:not([value])") || names.has(button)) return;
    names.set(button, button.textContent);
    button.textContent = "Reading…";
  };
  const idle = (place) => {
    place.ariaBusy = null;
    for (const [button, name] of names) button.textContent = name;
    names.clear();
  };
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.id !== "plan") say("");
    busy(detail.target, detail.elt);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    // The plan comes while the box is read, and ends nothing of that.
    if (detail.elt.id === "plan") detail.target.ariaBusy = null;
    else idle(detail.target);
  });
  document.addEventListener("htmx:sendError", () => say(OFFLINE));
  // What htmx cannot show, such as a failure of ours, the browser does.
  document.addEventListener("htmx:responseError", ({ target }) => {
    if (target.matches("button")) target.form.requestSubmit(target);
  });
  document.addEventListener("submit", (event) => {
    // Without a line there is still this machine.
    if (navigator.onLine || /^(?:localhost|127\.|\[)/.test(location.hostname)) return busy(event.target, event.submitter);
    event.preventDefault();
    say(OFFLINE);
  });
  addEventListener("pageshow", () => idle(box().form));
  // A button that only scripts show could not have the focus before.
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  addEventListener("online", () => say(""));

  // A file may have been chosen before this came.
  chosen(document.getElementById("id_file"));

  // A fact leads to its field, also in a fold that is closed.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href^='#id_']");
    const field = link && document.querySelector(link.hash);
    const fold = field?.closest("details");
    if (fold) fold.open = true;
  });
}
