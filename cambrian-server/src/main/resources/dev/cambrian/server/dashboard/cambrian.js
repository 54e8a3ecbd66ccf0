"use strict";
/* What the pages need beside htmx: clocks that run, parts that keep what was unfolded, code in colours. */
(() => {
  const pad = (n) => String(n).padStart(2, "0");
  const elapsed = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)}:${pad(s % 60)} min`;
    return `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)} h`;
  };
  const tick = () => {
    for (const time of document.querySelectorAll("time[data-since]")) {
      const text = (time.dataset.told || "%").replace("%", elapsed(Date.now() - Date.parse(time.dataset.since)));
      if (time.textContent !== text) time.textContent = text;
    }
  };
  setInterval(tick, 1000);

  const colour = (root) => {
    if (!window.hljs) return;
    for (const code of root.querySelectorAll("code[data-language]:not([data-highlighted])")) {
      if (code.textContent.length < 200000) window.hljs.highlightElement(code);
    }
  };

  /* A part that is sent anew keeps the focus, and what the reader unfolded, ticked, wrote and scrolled to. */
  const scrolled = (root) => [...root.querySelectorAll("[tabindex='0'][aria-label]")];
  let kept = null;
  const keep = (target) => {
    const focus = document.activeElement;
    kept = {
      open: [...target.querySelectorAll("details[id]")].map((it) => [it.id, it.open]),
      inputs: [...target.querySelectorAll("input[id]")].map((it) => [it.id, it.value, it.checked]),
      y: window.scrollY,
      at: scrolled(target).map((it) => [it.ariaLabel, it.scrollTop, it.scrollLeft]),
      focus: target.contains(focus) ? focus.id || focus.getAttribute("href") : null,
      byId: target.contains(focus) && Boolean(focus.id),
    };
  };
  document.addEventListener("htmx:beforeSwap", (event) => keep(event.detail.target));
  document.addEventListener("htmx:sseBeforeMessage", (event) => keep(event.target));
  const restore = (target) => {
    if (kept) {
      for (const [id, open] of kept.open) {
        const details = document.getElementById(id);
        if (details) details.open = open;
      }
      for (const [id, value, checked] of kept.inputs) {
        const input = document.getElementById(id);
        if (input) Object.assign(input, { value, checked });
      }
      scrolled(target).forEach((it, i) => {
        const [label, top, left] = kept.at[i] || [];
        if (label === it.ariaLabel && (top || left)) it.scrollTo(left, top);
      });
      /* What was folded for a moment made the page shorter. */
      if (window.scrollY < kept.y) window.scrollTo(window.scrollX, kept.y);
      if (kept.focus) {
        const again = kept.byId
          ? document.getElementById(kept.focus)
          : [...target.querySelectorAll("a[href]")].find((it) => it.getAttribute("href") === kept.focus);
        if (again) again.focus({ preventScroll: true });
      }
      kept = null;
    }
    tick();
    colour(target);
  };
  document.addEventListener("htmx:afterSettle", (event) => restore(event.target));
  document.addEventListener("htmx:sseMessage", (event) => restore(event.target));
  tick();
  /* A page that shows code brings the colours itself, after this. */
  document.addEventListener("DOMContentLoaded", () => colour(document));
})();
