/** Parts of the explorer that are fetched when they are first drawn: their modules, texts and style sheet. */
import { h } from "preact";
import { addTexts, language } from "../core/i18n.js";
import { useFetch } from "./hooks.js";
import { Waiting } from "./page.js";

/** Adds a style sheet, and waits for it: what is drawn before would jump. */
function dress(href) {
  return new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = href;
    sheet.onload = resolve;
    sheet.onerror = () => {
      sheet.remove();
      reject(new Error(href));
    };
    document.head.append(sheet);
  });
}

/** What fetches once: a failure is forgotten, so that it can be tried again. */
function once(fetch) {
  let promise = null;
  return () => {
    promise ??= fetch().catch((error) => {
      promise = null;
      throw error;
    });
    return promise;
  };
}

/**
 * A part that is fetched later.
 *
 * load: () => the module; texts: { en, ru }, each () => the module with the texts; style: the style sheet's address.
 *
 * Returns a function: the name of a component that the module exports => a component that fetches and draws it.
 */
export function later({ load, texts, style }) {
  const ready = new Map();
  const module = once(load);
  const dressed = once(() => dress(style));
  const speak = Object.fromEntries(Object.entries(texts).map(([lang, own]) => [lang, once(async () => addTexts(lang, (await own()).default))]));
  const bring = async (lang) => {
    const [all] = await Promise.all([module(), dressed(), speak.en(), speak[lang]()]);
    ready.set(lang, all);
    return all;
  };
  return (name) =>
    function Later(props) {
      const lang = language();
      const got = useFetch(() => bring(lang), [lang]);
      // Until another language is there, what is drawn stays, with what a reader has typed into it.
      const [all] = ready.has(lang) ? [ready.get(lang)] : ready.values();
      return all ? h(all[name], props) : h(Waiting, { got });
    };
}
