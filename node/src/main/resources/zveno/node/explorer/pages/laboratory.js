/** The Laboratory, which is fetched when somebody goes there: modules, texts, style sheet. */
import { h } from "preact";
import * as api from "../core/api.js";
import { addTexts, language, t } from "../core/i18n.js";
import { useFetch } from "../parts/hooks.js";
import { Title, Waiting } from "../parts/page.js";

const spoken = new Set();
let styled = null;

async function learn(lang) {
  if (!spoken.has(lang)) {
    addTexts(lang, (await import(`../i18n/lab.${lang}.js`)).default);
    spoken.add(lang);
  }
}

/** Adds the style sheet once, and waits for it: what is drawn before would jump. */
function dress() {
  styled ??= new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("../lab/lab.css", import.meta.url).href;
    sheet.onload = resolve;
    sheet.onerror = () => {
      styled = null;
      sheet.remove();
      reject(new Error(sheet.href));
    };
    document.head.append(sheet);
  });
  return styled;
}

async function load(lang) {
  const [{ Laboratory }] = await Promise.all([import("../lab/laboratory.js"), learn("en"), learn(lang), dress()]);
  return Laboratory;
}

export function LaboratoryPage({ args: [number] }) {
  const lang = language();
  const got = useFetch(() => load(lang), [lang]);
  if (!got.value) {
    return [h(Title, { name: t("nav.lab") }), h(Waiting, { got })];
  }
  return h("div", { id: "laboratory" }, h(got.value, { t, api, lang, number }));
}
