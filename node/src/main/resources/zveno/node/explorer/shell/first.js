"use strict";

// Runs before anything is drawn, so that nothing flickers: the theme and the language that were chosen here before.
(function () {
  function kept(name) {
    try {
      return localStorage.getItem("zveno." + name);
    } catch (e) {
      return null; // a browser that keeps nothing
    }
  }
  const root = document.documentElement;
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") {
    root.dataset.theme = theme;
  }
  const wanted = kept("lang") || (navigator.languages || []).map((l) => l.slice(0, 2)).find((l) => l === "en" || l === "ru");
  root.lang = wanted === "ru" ? "ru" : "en";
})();
