// What the tests measure in a page, as strings that name each element and what is wrong with it.
"use strict";
window.measure = (() => {
  const name = (e) => e.tagName.toLowerCase() + (e.id && `#${e.id}`) + [...e.classList].map((one) => `.${one}`).join("");
  const shown = () =>
    [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && !e.closest(".unseen, .skip"));
  const boxes = () => shown().filter((e) => !e.closest("svg") && getComputedStyle(e).display !== "inline");
  const unfold = () => { for (const fold of document.querySelectorAll("details")) fold.open = true; };

  // Colours as they are computed, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = rgba(colour).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  // A page that paints nothing lies on what the browser has for it.
  const canvasColour = () => {
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.background = "Canvas";
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return backgroundColor;
  };
  const behind = (e) => {
    if (!e) return canvasColour();
    const { backgroundColor } = getComputedStyle(e);
    return rgba(backgroundColor)[3] === 255 ? backgroundColor : behind(e.parentElement);
  };

  return {
    async axe(only) {
      unfold();
      const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
      if (only.length) options.runOnly = { type: "rule", values: only };
      const { violations } = await axe.run(document, options);
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary.split("\n").at(-1).trim()}`));
    },

    // What makes a page of this width scroll sideways, or is not to be reached by scrolling.
    wide(width) {
      unfold();
      const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
      const found = boxes().filter((e) => /hidden|clip/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1);
      if (document.scrollingElement.scrollWidth <= width) return found.map((e) => `cut off: ${name(e)}`);
      const out = shown().filter((e) => e.getBoundingClientRect().right > width + 0.5 && !scrolls(e));
      return ["the page scrolls sideways", ...found.map((e) => `cut off: ${name(e)}`), ...out.map((e) => `sticks out: ${name(e)}`)];
    },

    // What a sheet of paper does not hold, since nobody can scroll it.
    lost() {
      const full = (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
      const cut = boxes().filter((e) => getComputedStyle(e).overflow !== "visible" && full(e));
      const out = boxes().filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
      const inside = ({ children }) => [...children].filter((e) => !e.matches("summary"));
      const folds = [...document.querySelectorAll("details")].filter((e) => e.checkVisibility());
      const folded = folds.filter((e) => inside(e).every((one) => !one.getBoundingClientRect().height));
      const above = boxes().filter((e) => e.getBoundingClientRect().top + scrollY < -1);
      const lines = { "cut off": cut, "sticks out": out, "begins above the sheet": above, "stays folded": folded };
      return Object.entries(lines).flatMap(([what, those]) => those.map((e) => `${what}: ${name(e)}`));
    },

    // Texts and drawings that cannot be told from what is behind them.
    faint() {
      unfold();
      const found = new Set();
      const compare = (what, e, colour, ground, least) => {
        const ratio = contrast(colour, ground);
        if (ratio < least) found.add(`${what} ${name(e)}: ${colour} on ${ground}, ${ratio.toFixed(1)}`);
      };
      for (const e of shown()) {
        const { color, fill, stroke } = getComputedStyle(e);
        const drawing = e.closest("svg");
        const says = [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (says) compare("text", e, drawing ? fill : color, behind(e), 4.5);
        if (e.matches(".shape, .arrow line, .arrow path")) compare("drawing", e, stroke, behind(e), 3);
        if (e.matches(".shape .cut")) compare("sign in a shape", e, stroke, getComputedStyle(drawing).color, 3);
      }
      return [...found];
    },

    // How far the deciding bytes stand out from what is behind them.
    marked: () => shown().filter((e) => e.matches("mark")).map((e) => contrast(getComputedStyle(e).color, behind(e))),

    // What has the focus, and whether that is to be seen.
    focused() {
      const e = document.activeElement;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
      const drawn = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
      return [name(e), drawn && contrast(outlineColor, behind(e.parentElement)) >= 3];
    },
  };
})();
