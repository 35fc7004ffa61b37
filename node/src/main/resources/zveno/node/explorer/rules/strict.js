/** The strict rules: what every page shows of them. All the rest is in strict/, and fetched when it is first drawn. */
import { h } from "preact";
import { count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { member, Num } from "../core/json.js";
import { later } from "../parts/later.js";
import { Timestamp } from "../parts/time.js";
import { Party, Value } from "../parts/values.js";

const part = later({
  load: () => import("../strict/strict.js"),
  texts: { en: () => import("../i18n/strict.en.js"), ru: () => import("../i18n/strict.ru.js") },
  style: new URL("../strict/strict.css", import.meta.url).href,
});

export const Recompute = part("BlockProof");
export const Account = part("Account");
export const TransactionMore = part("TransactionProof");
export const NowMore = part("Schedule");

/** Pages that only these rules have, by the first part of their address. */
export const pages = { wallet: part("WalletPage"), receipt: part("ReceiptPage"), workers: part("WorkersPage") };

export const rawText = "strict.raw";
export const idText = "strict.id";

export const hasLaboratory = true;

/** Keys do not go through a dialog: transactions are made on the page of the wallet. */
export const sendPage = "wallet";
export const SendDialog = null;

const ADDRESS = /^zv1[02-9ac-hj-np-z]{59}$/;

/** Whether a text looks like an address, whatever the chain knows of it. */
export const isAddress = (value) => typeof value === "string" && ADDRESS.test(value);

/** Beginning and end of an address, which is what people compare. */
export const shortAddress = (text) => (isAddress(text) ? text.slice(0, 10) + "…" + text.slice(-6) : words(text, 20));

/** How many hashes a block of these bits takes on average. */
export function workOf(bits) {
  const target = BigInt(bits & 0x7fffff) * 2n ** BigInt(8 * Math.max(0, (bits >>> 24) - 3));
  return (1n << 256n) / (target + 1n);
}

/** A number of hashes, in few digits however large it is. */
export function workText(work) {
  return work < 10n ** 15n ? count(work) : "2^" + (work.toString(2).length - 1);
}

/** Units: digits in groups, whatever their number. */
export const units = (value) => (value instanceof Num && value.isInteger ? count(BigInt(value.text)) : words(value, 30));

const bitsOf = (header) => member(header.fields, "bits")?.value;
const bitsText = (bits) => "0x" + bits.toString(16).padStart(8, "0");

export function blockFacts(header) {
  const bits = bitsOf(header);
  const parameters = member(header.fields, "parameters");
  const root = member(header.fields, "merkle_root");
  return [
    ["block.timestamp", h(Timestamp, { value: header.timestamp })],
    ["strict.work", [t("strict.work.average", { n: workText(workOf(bits)) }), " · ", h("span", { class: "mono soft" }, bitsText(bits))]],
    ["block.proof", h("span", { class: "mono" }, words(header.proof, 20))],
    ...(root ? [["strict.merkle", h("span", { class: "mono digits" }, root)]] : []),
    ...(parameters ? [["strict.parameters", h("dl", { class: "facts inner" }, [...parameters].filter(([name]) => name !== "allocations").map(([name, value]) => [h("dt", { key: name, class: "mono" }, name), h("dd", { key: name + "." }, units(value))]))]] : []),
    ...(parameters && member(parameters, "allocations").size > 0 ? [["strict.allocations", h("ul", { class: "list" }, [...member(parameters, "allocations")].slice(0, 50).map(([address, value]) => h("li", { key: address, class: "row" }, h(Party, { value: address }), h("span", { class: "number" }, units(value)))))]] : []),
  ];
}

export function cardNote(header) {
  return [t("strict.work.short"), " ", h("span", { class: "number" }, workText(workOf(bitsOf(header))))];
}

export const blockHeads = ["work"];

export function blockCells(header) {
  return { work: workText(workOf(bitsOf(header))) };
}

const isReward = (transaction) => member(transaction, "sender") === "0";

/** A record moves nothing: its text is what it is about. */
const isRecord = (transaction) => member(transaction, "data") !== undefined && member(transaction, "amount")?.text === "0";

function Holder({ value }) {
  return h(Party, { value, label: value === "0" ? undefined : shortAddress(value) });
}

export const transactionHeads = ["from", "to", "amount", "fee"];

export function transactionCells(transaction) {
  return {
    from: [h(Holder, { value: member(transaction, "sender") })],
    to: isRecord(transaction)
      ? [h("bdi", { class: "soft", title: words(member(transaction, "data"), 300) }, "“" + words(member(transaction, "data"), 24) + "”")]
      : [h("span", { class: "arrow", "aria-hidden": "true" }, "→ "), h(Holder, { value: member(transaction, "recipient") })],
    amount: [h("span", { class: "number" }, units(member(transaction, "amount")))],
    fee: [h("span", { class: "number" }, isReward(transaction) ? "" : units(member(transaction, "fee")))],
  };
}

export function transactionLine(transaction) {
  const from = h(Holder, { value: member(transaction, "sender") });
  return isRecord(transaction)
    ? [h("span", { class: "flow" }, from, h("bdi", { class: "soft" }, "“" + words(member(transaction, "data"), 60) + "”"))]
    : [
        h("span", { class: "flow" }, from, h("span", { class: "arrow", "aria-label": t("value.to"), role: "img" }, "→"), h(Holder, { value: member(transaction, "recipient") })),
        h("span", { class: "amount number" }, units(member(transaction, "amount"))),
      ];
}

/** Members that are explained; others, which no right transaction has, are shown as they are. */
const TOLD = ["sender", "recipient", "amount", "fee", "nonce", "expires", "data", "key", "signature", "count", "extra", "height", "history"];

export function transactionFacts(transaction) {
  if (!(transaction instanceof Map)) {
    return [[t("transactions.content"), h(Value, { value: transaction, most: 300 })]];
  }
  const fact = (name) => {
    const value = transaction.get(name);
    switch (name) {
      case "sender":
      case "recipient":
        return [t("tx." + name), h(Party, { value, most: 100 })];
      case "amount":
        return [t("tx.amount"), units(value)];
      case "data":
        return [t("strict.data"), h("pre", { tabIndex: 0, role: "group", "aria-label": t("strict.data") }, words(value, 20_000))];
      case "key":
      case "signature":
      case "history":
      case "extra":
        return [t("strict." + name), h("span", { class: "mono digits" }, words(value, 160))];
      default:
        return [t("strict." + name), units(value)];
    }
  };
  return TOLD.filter((name) => transaction.has(name)).map(fact);
}

export function TransactionFlow({ transaction }) {
  return isRecord(transaction)
    ? h("bdi", null, "“" + words(member(transaction, "data"), 24) + "”")
    : [h("bdi", null, shortAddress(member(transaction, "sender"))), " → ", h("bdi", null, shortAddress(member(transaction, "recipient")))];
}
