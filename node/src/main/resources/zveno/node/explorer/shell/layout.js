/** The frame: head with the ways to everything, the page, foot. */
import { Component, h } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { at } from "../core/api.js";
import { language, t } from "../core/i18n.js";
import { ErrorNote } from "../parts/error.js";
import { useLive } from "../parts/hooks.js";
import { useRules } from "../rules/rules.js";
import { AddressPage } from "../pages/address.js";
import { BlockPage } from "../pages/block.js";
import { BlocksPage } from "../pages/blocks.js";
import { ForksPage } from "../pages/forks.js";
import { LaboratoryPage } from "../pages/laboratory.js";
import { NetPage } from "../pages/net.js";
import { NowPage } from "../pages/now.js";
import { PoolPage } from "../pages/pool.js";
import { SearchPage } from "../pages/search.js";
import { TransactionPage } from "../pages/transaction.js";
import { Logo, MoonIcon, SunIcon, SystemIcon } from "./icons.js";
import { go, href, useRoute } from "./router.js";
import { setLanguage, settings, setTheme } from "./settings.js";
import { TokenDialog } from "./token.js";
import { startTour, Tour, TourOffer } from "./tour.js";

/** Pages by the first part of their address. */
const PAGES = {
  now: NowPage,
  blocks: BlocksPage,
  block: BlockPage,
  transaction: TransactionPage,
  address: AddressPage,
  search: SearchPage,
  pool: PoolPage,
  forks: ForksPage,
  net: NetPage,
  lab: LaboratoryPage,
};

/** What the navigation names, and the pages that lie under it. */
const NAV = [
  ["now", ["now", "pool"]],
  ["blocks", ["blocks", "block", "transaction", "address", "search"]],
  ["forks", ["forks"]],
  ["net", ["net"]],
  ["lab", ["lab"]],
];

export function Shell() {
  const route = useRoute();
  const main = useRef(null);
  const first = useRef(true);
  const Page = PAGES[route.page] ?? OwnPage;
  // The Laboratory is one page with many lessons, and looks after them itself.
  const where = route.page === "lab" ? "lab" : route.page + "/" + route.args.join("/");

  // A reader who follows a link hears where it led: the new page's heading has the focus.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    (main.current.querySelector("h1") ?? main.current).focus({ preventScroll: true });
  }, [where]);

  return [
    h(
      "button",
      { class: "button primary skip", type: "button", onClick: () => main.current.focus() },
      t("shell.skip"),
    ),
    h(Head, { route }),
    h(
      "main",
      { ref: main, tabIndex: -1 },
      h(Link),
      h(TourOffer),
      h(Boundary, { key: where }, h(Page, { args: route.args, page: route.page })),
    ),
    h(Foot),
    h(Tour),
    h(TokenDialog),
  ];
}

/** A page that only the rules of this node have. It is drawn anew when it wants to be, not with all that is live. */
function OwnPage({ page, args }) {
  const { status } = useLive();
  const { pages } = useRules();
  const Own = pages?.[page] ?? (status ? NotFound : null);
  return useMemo(() => Own && h(Own, { args }), [Own, args.join("/"), language()]);
}

/** A page that fails takes only itself along. */
class Boundary extends Component {
  state = { error: null };

  static getDerivedStateFromError(error) {
    return { error };
  }

  componentDidCatch(error) {
    console.error(error);
  }

  render({ children }, { error }) {
    return error ? [h("h1", { tabIndex: -1 }, t("error.title")), h(ErrorNote, { error })] : children;
  }
}

function Head({ route }) {
  const { hasLaboratory, pages = {} } = useRules();
  const own = Object.keys(pages).map((page) => [page, [page]]);
  const all = [...NAV.slice(0, -1), ...own, ...NAV.slice(-1)];
  return h(
    "header",
    { class: "top" },
    h(
      "div",
      null,
      h("a", { class: "brand", href: href("now") }, h(Logo), h("span", null, "Zveno")),
      h(
        "nav",
        { "aria-label": t("shell.nav") },
        h(
          "ul",
          { class: "nav" },
          all.filter(([page]) => page !== "lab" || hasLaboratory).map(([page, under]) =>
            h(
              "li",
              { key: page },
              h("a", { href: href(page), "aria-current": under.includes(route.page) ? "page" : undefined }, t("nav." + page)),
            ),
          ),
        ),
      ),
      h("div", { class: "tools" }, h(SearchField, { route }), h(ThemeButton), h(LanguageButton)),
    ),
  );
}

function SearchField({ route }) {
  const input = useRef(null);
  useEffect(() => {
    if (route.page === "search") {
      input.current.value = route.args[0] ?? "";
    }
  }, [route.page, route.args[0]]);
  const search = (event) => {
    event.preventDefault();
    const wanted = input.current.value.trim();
    if (wanted) {
      go("search", wanted);
    }
  };
  return h(
    "form",
    { role: "search", onSubmit: search },
    h("label", { class: "visually-hidden", for: "search" }, t("search.label")),
    h("input", { id: "search", ref: input, type: "search", maxlength: 2000, placeholder: t("search.hint"), autocomplete: "off", spellcheck: false, enterkeyhint: "search" }),
  );
}

const NEXT_THEME = { system: "light", light: "dark", dark: "system" };
const THEME_ICONS = { system: SystemIcon, light: SunIcon, dark: MoonIcon };

function ThemeButton() {
  const label = t("theme." + settings.theme);
  return h(
    "button",
    {
      class: "button quiet",
      type: "button",
      id: "theme",
      title: label,
      "aria-label": label,
      onClick: () => setTheme(NEXT_THEME[settings.theme]),
    },
    h(THEME_ICONS[settings.theme]),
  );
}

function LanguageButton() {
  const other = settings.lang === "en" ? "ru" : "en";
  const name = other === "ru" ? "По-русски" : "In English";
  return h(
    "button",
    { class: "button quiet", type: "button", id: "language", lang: other, title: name, "aria-label": name, onClick: () => setLanguage(other) },
    other.toUpperCase(),
  );
}

/** Says when the node has gone away, and nothing otherwise. */
function Link() {
  const { link } = useLive();
  return h(
    "div",
    { role: "status" },
    link === "away" && h("p", { class: "notice warn away" }, t("shell.away")),
  );
}

function Foot() {
  const { status } = useLive();
  return h(
    "footer",
    { class: "foot" },
    h(
      "div",
      null,
      status && h("span", null, t("foot.version", { version: status.version })),
      status && h("span", null, t("foot.node"), " ", h("span", { class: "mono" }, status.nodeId.slice(0, 8))),
      status && h("span", null, status.rules.difficulty === undefined ? t("foot.rules.only", { rules: status.rules.rules }) : t("foot.rules", { rules: status.rules.rules, difficulty: status.rules.difficulty })),
      h("a", { href: at("docs") }, t("foot.api")),
      h(TourButton),
    ),
  );
}

function TourButton() {
  return h("button", { class: "linklike", type: "button", onClick: startTour }, t("tour.again"));
}

function NotFound() {
  return h(
    "div",
    { class: "stack" },
    h("h1", { tabIndex: -1 }, t("missing.title")),
    h("p", null, t("missing.text")),
    h("p", null, h("a", { href: href("now") }, t("missing.back"))),
  );
}
