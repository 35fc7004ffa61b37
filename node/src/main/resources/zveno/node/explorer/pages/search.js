/**
 * Finds what a text may name, as pages show it: a block by height or hash, a transaction by its id, an address, a peer. If
 * that is one thing only, its page opens at once.
 */
import { h } from "preact";
import { useEffect } from "preact/hooks";
import * as api from "../core/api.js";
import { count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { parse, write } from "../core/json.js";
import { state } from "../core/live.js";
import { ErrorNote } from "../parts/error.js";
import { useFetch } from "../parts/hooks.js";
import { Hash } from "../parts/mark.js";
import { PeerList } from "../parts/peers.js";
import { Title } from "../parts/page.js";
import { addressHref, TransactionLine } from "../parts/values.js";
import { useRules } from "../rules/rules.js";
import { href, replace } from "../shell/router.js";

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

/** What pages put before a name: "Block 3", "Блок 3", "#3". */
const BEFORE = /^(?:(?:block|transaction|address|блок|транзакция|адрес)\s+|#\s*)/iu;

/** As both languages group the digits of a number, and people do: 54,873. */
const GROUPED = /^[0-9]{1,3}(?:[,'\s\u2019][0-9]{3})+$/u;

/** The forms in which a name may have been written; the node finds others among what is newest. */
function forms(text) {
  const lower = text.toLowerCase();
  const words = lower.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
  return [text, lower, text.toUpperCase(), words];
}

async function find(text, isAddress) {
  const name = text.replace(BEFORE, "").trim() || text;
  const digits = GROUPED.test(name) ? name.replace(/[^0-9]/gu, "") : name;
  const isHeight = /^[0-9]{1,15}$/.test(digits);
  const [found, atHeight] = await Promise.all([api.search(name), isHeight ? maybe(api.headerOf(String(BigInt(digits)))) : null]);
  const wanted = new Map();
  const want = (address) => wanted.set(write(address), address);
  [text, name].flatMap(forms).concat(found.addresses).forEach(want);
  [t("value.reward"), "0"].includes(name) && want("0");
  if (isJson(text) && !/^[0-9]+e[0-9]+$/i.test(text)) {
    want(parse(text)); // 832e7240 is the beginning of a hash
  }
  const addresses = await Promise.all(
    [...wanted.values()].map(async (address) => {
      const named = await maybe(api.transactionsNaming(address, { limit: 3 }));
      return { address, transactions: named?.transactions ?? [], waits: found.addresses.includes(address) };
    }),
  );
  const blocks = found.blocks.filter(({ hash }) => hash !== atHeight?.hash);
  const small = name.toLowerCase();
  return {
    blocks: atHeight ? [atHeight, ...blocks] : blocks,
    transactions: found.transactions,
    addresses: addresses.filter(({ address, transactions, waits }) => waits || transactions.length > 0 || isAddress?.(address)),
    peers: state.peers.filter(({ address, node }) => address.toLowerCase() === small || (small.length >= 8 && node?.startsWith(small))),
  };
}

/** Where to go for each thing that was found. */
function places({ blocks, transactions, addresses, peers }) {
  return [
    ...blocks.map(({ hash }) => ["block", hash]),
    ...transactions.map((id) => ["transaction", id]),
    ...addresses.map(({ address }) => ["address", write(address)]),
    ...peers.map(() => ["net"]),
  ];
}

export function SearchPage({ args: [text = ""] }) {
  const { isAddress } = useRules();
  const got = useFetch(() => find(text, isAddress), [text, isAddress]);
  const { blocks = [], transactions = [], addresses = [], peers = [] } = got.value ?? {};
  const all = got.value && !got.loading ? places(got.value) : [];
  const nothing = got.value && !got.loading && all.length === 0;
  const only = all.length === 1 ? all[0] : null;
  useEffect(() => {
    if (only) {
      replace(...only); // nobody has to choose
    }
  }, [only?.join()]);
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("search.title") }, t("search.title"), " ", h("bdi", { class: "party" }, words(text, 70))),
    h(ErrorNote, { error: got.error, again: got.again }),
    h("p", { role: "status", class: nothing ? "notice" : "soft" }, got.loading ? t("loading") : nothing ? t("search.nothing") : ""),
    blocks.length > 0 &&
      h(
        "section",
        { class: "panel", "aria-labelledby": "found-block" },
        h("h2", { id: "found-block" }, t("search.block")),
        blocks.map((block) => h("p", { class: "row", key: block.hash }, h("a", { href: href("block", block.hash) }, t("block.n", { n: count(block.height) })), h(Hash, { hash: block.hash, to: href("block", block.hash) }))),
      ),
    transactions.length > 0 && h("section", { class: "panel", "aria-labelledby": "found-tx" }, h("h2", { id: "found-tx" }, t("search.transaction")), transactions.map((id) => h("p", { key: id }, h(Hash, { hash: id, to: href("transaction", id) })))),
    addresses.map(({ address, transactions: some }) =>
      h(
        "section",
        { class: "panel", key: write(address), "aria-label": t("search.address") },
        h("h2", null, t("search.address"), " ", h("bdi", { class: "party" }, words(address, 60))),
        h("ul", { class: "list" }, some.map((item) => h("li", { key: item.block + "." + item.position }, h(TransactionLine, item)))),
        addressHref(address) && h("p", null, h("a", { href: addressHref(address) }, t("search.address.all"))),
      ),
    ),
    peers.length > 0 && h("section", { class: "panel", "aria-labelledby": "found-peer" }, h("h2", { id: "found-peer" }, t("net.title")), h(PeerList, { peers, brief: true }), h("p", null, h("a", { href: href("net") }, t("net.more")))),
  );
}
