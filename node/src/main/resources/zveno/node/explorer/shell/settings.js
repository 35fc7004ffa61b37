/** What the reader has chosen: the language, the theme, whether the tour has been offered; and what has been done. Kept by the browser if it keeps anything. */

const LANGUAGES = ["en", "ru"];
const listeners = new Set();

/** What the browser keeps under a name of ours; null if nothing. */
export function kept(name) {
  try {
    return localStorage.getItem("zveno." + name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem("zveno." + name, value);
  } catch {
    // then it holds until the page is left
  }
}

export const settings = {
  lang: document.documentElement.lang === "ru" ? "ru" : "en",
  /** "light", "dark", or "system". */
  theme: ["light", "dark"].includes(kept("theme")) ? kept("theme") : "system",
  toured: kept("toured") === "yes",
};

/** Calls back after every change. */
export function onSettings(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed() {
  listeners.forEach((listener) => listener());
}

export function setLanguage(lang) {
  if (LANGUAGES.includes(lang)) {
    settings.lang = lang;
    keep("lang", lang);
    document.documentElement.lang = lang;
    changed();
  }
}

export function setTheme(theme) {
  settings.theme = theme;
  keep("theme", theme);
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  changed();
}

export function setToured() {
  settings.toured = true;
  keep("toured", "yes");
  changed();
}
