/** Everything that names an address, which is any JSON: a text, or whatever somebody put there. */
import { h } from "preact";
import * as api from "../core/api.js";
import { seconds, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { JsonError, member, Num, parse, write } from "../core/json.js";
import { useFetch, useLive, usePages } from "../parts/hooks.js";
import { More, Title } from "../parts/page.js";
import { TransactionTable } from "../parts/transactions.js";
import { LongText } from "../parts/values.js";
import { useRules } from "../rules/rules.js";
import { waiting } from "./pool.js";

const PAGE = 50;

export function AddressPage({ args: [json = ""] }) {
  let address;
  try {
    address = parse(json);
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    address = json; // typed by hand, without quotes
  }
  return h(Named, { address, key: json });
}

function Named({ address }) {
  const { chainChanges, pool } = useLive();
  const { Account, isAddress } = useRules();
  const hasAccount = Boolean(Account && isAddress(address));
  const text = write(address);
  const pages = usePages(async (cursor) => {
    const page = await api.transactionsNaming(address, { limit: PAGE, cursor });
    return { items: page.transactions, next: page.next };
  }, [text]);
  const waits = useFetch(() => api.poolNaming(address), [text, chainChanges, pool?.count]).value;
  const sums = totals(pages.items, text);
  const title = address === "0" ? t("value.reward") : words(address, 62);
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("address.title") }, t("address.title"), " ", h("bdi", { class: "party" }, title)),
    address === "0" && h("p", { class: "soft" }, t("address.reward")),
    typeof address === "string" && text.length <= 62 ? null : h(LongText, { text, label: t("address.json") }),
    hasAccount ? h(Account, { address }) : h("p", { class: "soft" }, t("address.nobody")),
    waits?.entries.length > 0 &&
      h(
        "section",
        { class: "panel", id: "address-waiting", "aria-labelledby": "waiting" },
        h("header", null, h("h2", { id: "waiting" }, t("pool.title")), h("span", { class: "soft small" }, t("pool.n", { n: waits.entries.length }))),
        h(TransactionTable, { label: t("pool.title"), columns: ["age"], items: waits.entries.map(waiting) }),
        waits.more && h("p", { class: "soft small" }, t("address.waiting.more")),
      ),
    h(
      "section",
      { class: "panel", "aria-labelledby": "address-transactions" },
      h("header", null, h("h2", { id: "address-transactions" }, t("address.transactions")), sums && h("span", { class: "soft small" }, sums)),
      !pages.loading && !pages.error && pages.items.length === 0 && h("p", { class: "soft" }, t("address.none")),
      pages.items.length > 0 &&
        h(TransactionTable, { label: t("address.transactions"), items: pages.items.map((item) => ({ ...item, key: item.block + "." + item.position, at: seconds(item.timestamp) })) }),
      h(More, { pages, id: "more-named" }),
    ),
  );
}

/** What came in and went out in whole numbers, if all that is shown is of that kind. */
function totals(items, text) {
  let into = 0n;
  let out = 0n;
  for (const { transaction } of items) {
    const amount = member(transaction, "amount");
    if (!(amount instanceof Num) || !amount.isInteger) {
      return null;
    }
    if (write(member(transaction, "recipient")) === text) {
      into += BigInt(amount.text);
    }
    if (write(member(transaction, "sender")) === text) {
      out += BigInt(amount.text);
    }
  }
  return items.length === 0 ? null : t("address.sums", { n: items.length, into: words(new Num(String(into)), 30), out: words(new Num(String(out)), 30) });
}
