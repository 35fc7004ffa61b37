/** Transactions as a table: who gives how much to whom, in which block, and how long ago. */
import { h } from "preact";
import { count, short } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";
import { Age } from "./time.js";

/**
 * items: { key, id, transaction, block, hash, at, waits, returned }, of which `block` and `hash` are where one stands, `at`
 * is in seconds since 1970, and `waits` is true if it is in no block. columns: which of "block" and "age" there are.
 *
 * On a narrow screen each row becomes two lines. Roles are said, since browsers forget a table's when it is drawn so.
 */
export function TransactionTable({ label, items, columns = ["block", "age"] }) {
  const { transactionHeads, transactionCells } = useRules();
  const heads = [...transactionHeads, ...columns, "id"];
  const cell = (name, ...children) => h("td", { key: name, role: "cell", class: "tx-" + name }, ...children);
  const row = (item) => ({
    ...transactionCells(item.transaction),
    block: [item.waits ? h("span", { class: "badge warn" }, t(item.returned ? "pool.returned" : "tx.pending")) : item.block !== undefined && h("a", { class: "number", href: href("block", item.hash), "aria-label": t("block.n", { n: count(item.block) }) }, h("span", { class: "narrow-only", "aria-hidden": "true" }, "#"), count(item.block))],
    age: [h(Age, { at: item.at })],
    id: [h("a", { class: "mono", href: href("transaction", item.id), "aria-label": t("value.transaction", { id: short(item.id) }) }, short(item.id))],
  });
  return h(
    "table",
    { class: "table transactions", role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map((name) => h("th", { key: name, scope: "col", role: "columnheader", class: "tx-" + name }, t("transactions." + name))))),
    h(
      "tbody",
      { role: "rowgroup" },
      items.map((item) => {
        const cells = row(item);
        return h("tr", { key: item.key, role: "row" }, heads.map((name) => cell(name, ...cells[name])));
      }),
    ),
  );
}
