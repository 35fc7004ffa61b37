/** The tutorial's blocks and transactions. */
import { h } from "preact";
import { words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { member } from "../core/json.js";
import { Timestamp } from "../parts/time.js";
import { Party, Value } from "../parts/values.js";

export { Recompute } from "./classic-recompute.js";
export { SendDialog } from "./classic-send.js";

export const hasLaboratory = true;

export function blockFacts(header) {
  return [
    ["block.timestamp", h(Timestamp, { value: header.timestamp })],
    ["block.proof", h("span", { class: "mono" }, words(header.proof, 200))],
    ["block.index", h("span", { class: "mono" }, words(header.index, 200))],
  ];
}

export function cardNote(header) {
  return [t("block.proof.short"), " ", h("span", { class: "mono" }, words(header.proof, 12))];
}

export const blockHeads = ["proof"];

export function blockCells(header) {
  return { proof: words(header.proof, 16) };
}

export const transactionHeads = ["from", "to", "amount"];

export function transactionCells(transaction) {
  return {
    from: [h(Party, { value: member(transaction, "sender") })],
    to: [h("span", { class: "arrow", "aria-hidden": "true" }, "→ "), h(Party, { value: member(transaction, "recipient") })],
    amount: [h(Value, { value: member(transaction, "amount"), most: 24 })],
  };
}

export function transactionLine(transaction) {
  return [
    h("span", { class: "flow" }, h(Party, { value: member(transaction, "sender") }), h("span", { class: "arrow", "aria-label": t("value.to"), role: "img" }, "→"), h(Party, { value: member(transaction, "recipient") })),
    h("span", { class: "amount" }, h(Value, { value: member(transaction, "amount"), most: 24 })),
  ];
}

export function transactionFacts(transaction) {
  const others = transaction instanceof Map ? [...transaction].filter(([name]) => !["sender", "recipient", "amount"].includes(name)) : [];
  return [
    [t("tx.sender"), h(Party, { value: member(transaction, "sender"), most: 300 })],
    [t("tx.recipient"), h(Party, { value: member(transaction, "recipient"), most: 300 })],
    [t("tx.amount"), h(Value, { value: member(transaction, "amount"), most: 300 })],
    ...others.map(([name, value]) => [h("bdi", null, words(name, 40)), h(Value, { value, most: 300 })]),
  ];
}

export function TransactionFlow({ transaction }) {
  const party = (name) => {
    const value = member(transaction, name);
    return h("bdi", null, value === undefined ? t("value.absent") : value === "" ? t("value.empty") : words(value, 24));
  };
  return [party("sender"), " → ", party("recipient")];
}
