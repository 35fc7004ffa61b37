/** One transaction: its words, and everywhere it stands. */
import { h } from "preact";
import { useRef } from "preact/hooks";
import * as api from "../core/api.js";
import { count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { write } from "../core/json.js";
import { useFetch, useLive } from "../parts/hooks.js";
import { Copy, Hash } from "../parts/mark.js";
import { Title, Waiting } from "../parts/page.js";
import { End, isEnd } from "../parts/fate.js";
import { Ago } from "../parts/time.js";
import { LongText, pretty } from "../parts/values.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";

export function TransactionPage({ args: [id = ""] }) {
  const { chainChanges, pool } = useLive();
  const waits = useRef(false);
  const { transactionFacts, TransactionMore, idText = "tx.json.text" } = useRules();
  const got = useFetch(() => api.transaction(id), [id, chainChanges, waits.current && pool]);
  waits.current = got.value?.occurrences.some((place) => place.status === "pending") ?? false;
  if (!got.value) {
    return h("div", { class: "stack wide" }, h(Title, { name: t("tx.title") }), got.error?.status === 404 ? h("p", { class: "notice warn", role: "alert" }, t("tx.missing", { id: words(id, 70) })) : h(Waiting, { got }));
  }
  const { transaction, occurrences, more } = got.value;
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("tx.name", { id: id.slice(0, 8) }) }),
    h(
      "section",
      { class: "panel", "aria-label": t("tx.words") },
      h(
        "dl",
        { class: "facts" },
        transaction && transactionFacts(transaction).map(([label, value]) => [h("dt", null, label), h("dd", null, value)]),
        h("dt", null, t("tx.id")),
        h("dd", null, h("span", { class: "row" }, h(Hash, { hash: id, long: true }), h(Copy, { text: id }))),
      ),
    ),
    h(
      "section",
      { class: "panel", "aria-labelledby": "places" },
      h("h2", { id: "places" }, transaction ? t("tx.places", { n: occurrences.length }) : t("tx.fate")),
      occurrences.length > 1 && h("p", { class: "soft small" }, t("tx.places.text")),
      h("ul", { class: "list" }, occurrences.map((place, i) => h("li", { key: i }, h(Place, { place })))),
      !transaction && h("p", { class: "soft" }, t("tx.fate.text")),
      more && h("p", { class: "soft" }, t("tx.places.more")),
    ),
    transaction && TransactionMore && h(TransactionMore, { key: id, id, transaction, occurrences }),
    transaction && h("section", { class: "panel", "aria-labelledby": "tx-json" }, h("h2", { id: "tx-json" }, t("tx.json")), h("p", { class: "soft small" }, t(idText)), h(LongText, { text: write(transaction), label: t("tx.json") }), write(transaction).length < 5000 && h("details", null, h("summary", null, t("tx.json.lines")), h(LongText, { text: pretty(transaction), label: t("tx.json.lines") }))),
  );
}

function Place({ place }) {
  if (isEnd(place)) {
    return h("div", { class: "row" }, h(End, { place }), place.droppedAt && h(Ago, { at: Date.parse(place.droppedAt) / 1000 }));
  }
  return place.status === "pending"
    ? h("div", { class: "row" }, h("span", { class: "badge warn" }, t("tx.pending")), h("span", { class: "soft" }, t(place.returned ? "tx.returned" : "tx.accepted")), h(Ago, { at: Date.parse(place.acceptedAt) / 1000 }))
    : h(
        "div",
        { class: "row" },
        h("span", { class: "badge good" }, t("tx.confirmed", { n: place.confirmations })),
        h("a", { href: href("block", place.hash) }, t("block.n", { n: count(place.block) })),
        h(Hash, { hash: place.hash, to: href("block", place.hash) }),
        h("span", { class: "soft" }, t("tx.position", { n: count(place.position) })),
      );
}
