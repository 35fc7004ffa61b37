/** What the reader has chosen: the language, the theme, whether the tour has been offered. Kept by the browser if it keeps anything. */

const LANGUAGES = ["en", "ru"];
const listeners = new Set();

function read(name) {
  try {
    return localStorage.getItem("zveno." + name);
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    localStorage.setItem("zveno." + name, value);
  } catch {
    // then it holds until the page is left
  }
}

export const settings = {
  lang: document.documentElement.lang === "ru" ? "ru" : "en",
  /** "light", "dark", or "system". */
  theme: ["light", "dark"].includes(read("theme")) ? read("theme") : "system",
  toured: read("toured") === "yes",
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
    write("lang", lang);
    document.documentElement.lang = lang;
    changed();
  }
}

export function setTheme(theme) {
  settings.theme = theme;
  write("theme", theme);
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  changed();
}

export function setToured() {
  settings.toured = true;
  write("toured", "yes");
  changed();
}
