"use strict";
/* Arrow keys go from generation to generation; Enter opens, as everywhere. */
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const at = document.activeElement;
  if (!at || !at.classList.contains("gen")) return;
  const all = [...document.querySelectorAll("a.gen")];
  const to = {
    ArrowDown: all.indexOf(at) + 1,
    ArrowUp: all.indexOf(at) - 1,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  all[to].focus();
});
