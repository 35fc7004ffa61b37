/** Where a transaction stands in time, and the proof that it stands in the chain. */
import { h } from "preact";
import { useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { member } from "../core/json.js";
import { ErrorNote } from "../parts/error.js";
import { useLive } from "../parts/hooks.js";
import { href } from "../shell/router.js";
import * as z from "../client/zveno.js";
import { Ladder, rungsOf, usePlay } from "./parts.js";
import { handOver } from "./receipt.js";

export function TransactionProof({ id, transaction, occurrences }) {
  if (!transaction) {
    return null; // it was dropped, and its contents are not kept
  }
  if (member(transaction, "sender") === "0") {
    return h("p", { class: "soft" }, t("strict.reward.text"));
  }
  return occurrences.some((place) => place.status === "confirmed") ? h(Proof, { id }) : h(Waits, { transaction });
}

/** How long it may still wait. */
function Waits({ transaction }) {
  const { status } = useLive();
  const left = member(transaction, "expires").value - (status?.height ?? 0);
  return status && h("p", { class: "notice" }, left > 0 ? t("strict.expires.left", { n: left }) : t("strict.expires.over"));
}

function Proof({ id }) {
  const [receipt, setReceipt] = useState(null);
  const [error, setError] = useState(null);
  const rungs = receipt ? rungsOf({ ...receipt.document, anchor: undefined }) : [];
  const [shown, play] = usePlay(rungs.length);
  const fetchReceipt = async () => {
    setError(null);
    try {
      const text = await api.receiptText(id);
      setReceipt({ text, document: z.parse(text) });
    } catch (failure) {
      setError(failure);
    }
  };
  const all = shown >= rungs.length && rungs.length > 0;
  return h(
    "section",
    { class: "panel", id: "proof", "aria-labelledby": "proof-title" },
    h("h2", { id: "proof-title" }, t("strict.proof")),
    h("p", { class: "soft" }, t("strict.proof.text")),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "button", id: "draw-proof", onClick: receipt ? play : fetchReceipt }, t(receipt ? "strict.proof.again" : "strict.proof.draw")),
      h("a", { class: "button", id: "download-receipt", href: api.receiptPath(id), download: `receipt-${id.slice(0, 8)}.json` }, t("strict.receipt.download")),
      receipt && h("a", { class: "button", id: "check-receipt", href: href("receipt"), onClick: () => handOver(receipt.text) }, t("strict.receipt.check")),
    ),
    h(ErrorNote, { error }),
    receipt && h(Ladder, { rungs, shown, label: t("strict.proof") }),
    h("div", { role: "status" }, all && h("p", { class: "notice good" }, t("strict.proof.done", { n: count(receipt.document.block.reward.height) }))),
  );
}
