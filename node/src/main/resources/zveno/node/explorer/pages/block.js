/** One block: what it says, what it carries, and the proof that all of it is so. */
import { h } from "preact";
import { useState } from "preact/hooks";
import * as api from "../core/api.js";
import { bytes, count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { parse } from "../core/json.js";
import { ErrorNote } from "../parts/error.js";
import { useFetch, useLive, usePages } from "../parts/hooks.js";
import { Copy, Hash, Mark } from "../parts/mark.js";
import { More, Title, Waiting } from "../parts/page.js";
import { TransactionTable } from "../parts/transactions.js";
import { LongText, pretty } from "../parts/values.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";

const PAGE = 50;
const LARGEST_SHOWN = 4 << 20;

export function BlockPage({ args: [ref = ""] }) {
  const { chainChanges } = useLive();
  const { Recompute } = useRules();
  const got = useFetch(() => api.headerOf(ref), [ref, chainChanges]);
  const header = got.value;
  // A block that was shown and has left the chain since is still worth reading.
  if (!header) {
    return h("div", { class: "stack wide" }, h(Title, { name: t("block.title") }), got.error?.status === 404 ? h(Missing, { ref_: ref, error: got.error }) : h(Waiting, { got }));
  }
  const left = got.error?.status === 404;
  return h(
    "div",
    { class: "stack wide" },
    h(
      Title,
      {
        name: t("block.n", { n: count(header.height) }),
        aside: h(Siblings, { header }),
      },
      h(Mark, { hash: header.hash, size: "1.4em" }),
      " ",
      t("block.n", { n: count(header.height) }),
    ),
    (left || !header.onChain) && h("p", { class: "notice warn", role: "status" }, t(left ? "block.left" : "block.beside")),
    h(Facts, { header }),
    h(Transactions, { header }),
    Recompute && h(Recompute, { key: header.hash, header }),
    header.onChain && h(Raw, { header }),
  );
}

function Missing({ ref_, error }) {
  return h(
    "div",
    { class: "stack" },
    h("p", { class: "notice warn", role: "alert" }, t("block.missing", { ref: words(ref_, 70) })),
    h("p", { class: "small soft" }, t("error.says"), " ", h("q", { lang: "en" }, error.detail)),
    h("p", null, h("a", { href: href("forks") }, t("block.missing.forks"))),
  );
}

function Siblings({ header }) {
  return h(
    "nav",
    { class: "row", "aria-label": t("block.adjacent") },
    header.height > 1 && h("a", { class: "button compact", href: href("block", header.height - 1), rel: "prev" }, "← " + t("block.n", { n: count(header.height - 1) })),
    header.confirmations > 1 && h("a", { class: "button compact", href: href("block", header.height + 1), rel: "next" }, t("block.n", { n: count(header.height + 1) }) + " →"),
  );
}

function Facts({ header }) {
  const { blockFacts } = useRules();
  const facts = [
    ["block.hash", h("span", { class: "row" }, h(Hash, { hash: header.hash, long: true }), h(Copy, { text: header.hash, label: t("block.hash.copy") }))],
    ["block.parent", header.parent ? h(Hash, { hash: header.parent, long: true, to: href("block", header.parent) }) : t("block.parent.none")],
    ...blockFacts(header),
    ["block.transactions", count(header.transactions)],
    ["block.size", bytes(header.size)],
    ["block.confirmations", count(header.confirmations)],
  ];
  return h("section", { class: "panel", "aria-label": t("block.facts") }, h("dl", { class: "facts" }, facts.map(([name, value]) => [h("dt", { key: name }, t(name)), h("dd", { key: name + "." }, value)])));
}

function Transactions({ header }) {
  const pages = usePages(async (cursor) => {
    const page = await api.transactionsOf(header.hash, { limit: PAGE, cursor });
    return { items: page.transactions, next: page.next };
  }, [header.hash]);
  return h(
    "section",
    { class: "panel", "aria-labelledby": "block-transactions" },
    h("header", null, h("h2", { id: "block-transactions" }, t("block.transactions")), h("span", { class: "number reading" }, count(header.transactions))),
    header.transactions === 0
      ? h("p", { class: "soft" }, t("block.transactions.none"))
      : pages.items.length > 0 && h(TransactionTable, { label: t("block.transactions"), columns: [], items: pages.items.map((item) => ({ ...item, key: item.position })) }),
    h(More, { pages, id: "more-transactions" }),
  );
}

function Raw({ header }) {
  const { rawText = "block.raw.text" } = useRules();
  const [shown, setShown] = useState(null);
  const [error, setError] = useState(null);
  const large = header.size > LARGEST_SHOWN;
  const show = (what) => async () => {
    setError(null);
    try {
      const text = what === "json" ? pretty(parse(await api.blockText(header.hash))) : new TextDecoder().decode(await api.canonical(header.hash));
      setShown({ what, text });
    } catch (failure) {
      setShown(null);
      setError(failure);
    }
  };
  return h(
    "section",
    { class: "panel", "aria-labelledby": "block-raw" },
    h("h2", { id: "block-raw" }, t("block.raw")),
    h("p", { class: "soft small" }, t(rawText)),
    large
      ? h("p", null, t("block.raw.large", { size: bytes(header.size) }))
      : h(
          "div",
          { class: "row" },
          h("button", { class: "button", type: "button", id: "show-canonical", "aria-pressed": shown?.what === "canonical", onClick: show("canonical") }, t("block.canonical")),
          h("button", { class: "button", type: "button", id: "show-json", "aria-pressed": shown?.what === "json", onClick: show("json") }, t("block.json")),
        ),
    h("p", { class: "row small" }, h("a", { href: api.blockPath(header.hash) }, `/api/v1/blocks/${header.hash.slice(0, 8)}…`), h("a", { href: api.canonicalPath(header.hash), download: `block-${header.height}.json` }, t("block.download"))),
    h(ErrorNote, { error }),
    shown && h(LongText, { text: shown.text, label: t(shown.what === "json" ? "block.json" : "block.canonical") }),
  );
}
