/** Blocks and transactions of any rules, as the JSON in which the node shows them. */
import { h } from "preact";
import { words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { Value } from "../parts/values.js";
import { SendDialog as JsonDialog } from "./classic-send.js";

export const hasLaboratory = false;

export const Recompute = null;

export const blockFacts = () => [];

export const cardNote = () => null;

export const blockHeads = [];

export const blockCells = () => ({});

export const transactionHeads = ["content"];

export const transactionCells = (transaction) => ({ content: [h(Value, { value: transaction, most: 60 })] });

export const transactionLine = (transaction) => h("span", { class: "flow" }, h(Value, { value: transaction, most: 60 }));

export const transactionFacts = (transaction) => [[t("transactions.content"), h(Value, { value: transaction, most: 300 })]];

export const TransactionFlow = ({ transaction }) => h("bdi", null, words(transaction, 30));

export const SendDialog = (props) => h(JsonDialog, { ...props, jsonOnly: true });
