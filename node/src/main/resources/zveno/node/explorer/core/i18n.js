/** Texts. English is always there; another language is fetched when it is first wanted. */
import en from "../i18n/en.js";

const texts = { en: { ...en } };
let lang = "en";
let plurals = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");

/** Makes a language the one that t() speaks. */
export async function speak(wanted) {
  if (!texts[wanted]) {
    texts[wanted] = {};
    Object.assign(texts[wanted], (await import(`../i18n/${wanted}.js`)).default);
  }
  lang = wanted;
  plurals = new Intl.PluralRules(wanted);
  numbers = new Intl.NumberFormat(wanted);
}

/** Adds the texts of a part that is fetched later. */
export function addTexts(of, more) {
  texts[of] = { ...more, ...texts[of] };
}

function pick(key, values) {
  let text = texts[lang]?.[key] ?? texts.en[key];
  if (text === undefined) {
    return key;
  }
  if (typeof text === "object") {
    text = text[plurals.select(Number(values.n))] ?? text.other;
  }
  return text;
}

/** The text of this key, with {names} filled in. */
export function t(key, values = {}) {
  return pick(key, values).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

/** Numbers as the language writes them; anything else as it is. */
function shown(value) {
  return typeof value === "number" ? numbers.format(value) : String(value);
}

/** The same, where values may be elements: a list of children. */
t.rich = (key, values = {}) =>
  pick(key, values)
    .split(/\{(\w+)\}/)
    .map((part, i) => (i % 2 === 0 ? part : typeof values[part] === "number" ? shown(values[part]) : values[part]));

/** The language at present. */
export function language() {
  return lang;
}
