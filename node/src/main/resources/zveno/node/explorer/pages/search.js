/** Finds what a text may name: a block by height or hash, a transaction by its id, an address. */
import { h } from "preact";
import * as api from "../core/api.js";
import { count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { parse } from "../core/json.js";
import { ErrorNote } from "../parts/error.js";
import { useFetch } from "../parts/hooks.js";
import { Hash } from "../parts/mark.js";
import { Title } from "../parts/page.js";
import { addressHref, TransactionLine } from "../parts/values.js";
import { href } from "../shell/router.js";

/** What is not there is no failure. */
async function maybe(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.status === 404 || error.status === 400) {
      return null;
    }
    throw error;
  }
}

function isJson(text) {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

async function find(text) {
  const hash = text.toLowerCase();
  const isHash = /^[0-9a-f]{64}$/.test(hash);
  const isHeight = /^[0-9]{1,15}$/.test(text);
  const addresses = isJson(text) ? [text, parse(text)] : [text];
  const [block, transaction, ...named] = await Promise.all([
    isHash || isHeight ? maybe(api.headerOf(isHash ? hash : String(BigInt(text)))) : null,
    isHash ? maybe(api.transaction(hash)) : null,
    ...addresses.map((address) => maybe(api.transactionsNaming(address, { limit: 3 }))),
  ]);
  return {
    block,
    transaction,
    addresses: addresses.map((address, i) => ({ address, found: named[i] })).filter(({ found }) => found?.transactions.length > 0),
  };
}

export function SearchPage({ args: [text = ""] }) {
  const got = useFetch(() => find(text), [text]);
  const { block, transaction, addresses = [] } = got.value ?? {};
  const nothing = got.value && !block && !transaction && addresses.length === 0;
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("search.title") }, t("search.title"), " ", h("bdi", { class: "party" }, words(text, 70))),
    h(ErrorNote, { error: got.error, again: got.again }),
    h("p", { role: "status", class: nothing ? "notice" : "soft" }, got.loading ? t("loading") : nothing ? t("search.nothing") : ""),
    block &&
      h(
        "section",
        { class: "panel", "aria-labelledby": "found-block" },
        h("h2", { id: "found-block" }, t("search.block")),
        h("p", { class: "row" }, h("a", { href: href("block", block.hash) }, t("block.n", { n: count(block.height) })), h(Hash, { hash: block.hash, to: href("block", block.hash) })),
      ),
    transaction && h("section", { class: "panel", "aria-labelledby": "found-tx" }, h("h2", { id: "found-tx" }, t("search.transaction")), h(TransactionLine, transaction)),
    addresses.map(({ address, found }) =>
      h(
        "section",
        { class: "panel", key: typeof address, "aria-label": t("search.address") },
        h("h2", null, t("search.address"), " ", h("bdi", { class: "party" }, words(address, 60))),
        h("ul", { class: "list" }, found.transactions.map((item) => h("li", { key: item.block + "." + item.position }, h(TransactionLine, item)))),
        addressHref(address) && h("p", null, h("a", { href: addressHref(address) }, t("search.address.all"))),
      ),
    ),
  );
}
