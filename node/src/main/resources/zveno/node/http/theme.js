"use strict";

// Runs before anything is drawn: the theme that was chosen in the explorer, or else the system's; and the reader's language.
(function () {
  function kept(name) {
    try {
      return localStorage.getItem("zveno." + name);
    } catch (e) {
      return null; // a browser that keeps nothing
    }
  }
  const system = matchMedia("(prefers-color-scheme: dark)");
  function dress() {
    const theme = kept("theme");
    const dark = theme === "dark" || (theme !== "light" && system.matches);
    document.documentElement.classList.toggle("dark-mode", dark);
  }
  dress();
  system.addEventListener("change", dress);
  addEventListener("DOMContentLoaded", function () {
    const wanted = kept("lang") || (navigator.language || "").slice(0, 2);
    if (wanted === "ru") {
      const back = document.getElementById("explorer");
      back.lang = "ru";
      back.textContent = "← Обозреватель";
    }
  });
})();
