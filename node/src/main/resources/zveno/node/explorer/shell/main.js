/**
 * The explorer: everything that is drawn begins here.
 *
 * Native ES modules, served as they lie here; no build step. Names in import statements are relative paths, or one
 * of the import map's: "preact", "preact/hooks", "uplot". Elements are made with preact's h(); there is no JSX.
 *
 *   shell/   this module; routes, head and foot, tour, dialogs, settings
 *   core/    what has no face: json (lossless), api (asks the node), live (what happens), i18n, format, sha256's worker
 *   parts/   what pages are made of: hashes with their marks, cards, tables, plots, JSON, forms
 *   rules/   what is special to a rule set: its blocks, its transactions, the form to send one; rules.js chooses
 *   pages/   one module a page; each exports a component that gets { args } of its route
 *   lab/     the Laboratory; fetched when somebody goes there. lab/laboratory.js exports Laboratory({ t, api, lang })
 *   style/   base.css (colours, type, forms), pages.css; lab/lab.css is the Laboratory's own
 *   i18n/    one file a language, en.js and ru.js; lab.en.js and lab.ru.js for the Laboratory
 *
 * Texts. `import { t } from "../core/i18n.js"` and call t("page.key", { n: 3 }) while rendering, never at load time: the
 * language changes in place, and the whole tree is drawn anew. A text is a string with {names}; or an object of plural
 * forms { one, few, many, other }, chosen by n, a number. Numbers are written as the language does; strings as they are. t.rich("key", { link: h("a", …) }) gives children instead of a string.
 * Each file exports one flat object: export default { "lab.title": "Laboratory", … }. Both languages have the same keys.
 *
 * Colours and sizes are custom properties, which know both themes (style/base.css): --paper --surface --sunken --ink
 * --ink-soft --line --accent --accent-soft --on-accent --good --good-soft --warn --warn-soft --bad --bad-soft, --sans
 * --mono, --radius, --gap-1 … --gap-6 (4 to 48 px), --shadow. Classes for use anywhere: .panel .row .stack .grid .button
 * (.primary .quiet .danger) .field .facts .table .mono .soft .badge (.good .warn .bad) .notice (.good .warn .bad)
 * .visually-hidden .scroll.
 *
 * Rules. Text from the chain is given to h() as a child, never as HTML (the page's policy, Trusted Types included,
 * forbids it). No style attributes in markup strings; h()'s style={{…}} is fine. Numbers of the chain are never
 * JavaScript numbers: core/json.js keeps their text. Workers are made by startWorker("lab/some.js") of core/worker.js.
 * Motion asks for prefers-reduced-motion (base.css switches transitions off; calmMotion() of core/format.js tells code).
 */
import { h, render } from "preact";
import { speak } from "../core/i18n.js";
import { live } from "../core/live.js";
import { Shell } from "./layout.js";
import { onSettings, settings } from "./settings.js";

const root = document.getElementById("app");

function draw() {
  render(h(Shell, { lang: settings.lang }), root);
}

await speak(settings.lang);
draw();
onSettings(async () => {
  await speak(settings.lang);
  draw();
});
live.start();
