/** What has become of a transaction that does not wait any more and is in no block. */
import { h } from "preact";
import { t } from "../core/i18n.js";

/** Whether this is no place of a transaction but its end: it was dropped by the node, or removed by a call. */
export const isEnd = (occurrence) => occurrence.status === "dropped" || occurrence.status === "removed";

/** How it ended and why; the reason is the node's, in English. */
export function End({ place }) {
  const { status, detail } = place;
  return [h("span", { class: "badge bad" }, t(status === "removed" ? "tx.removed" : "tx.dropped")), detail ? h("q", { class: "small", lang: "en" }, detail) : h("span", { class: "soft" }, t("tx.removed.text"))];
}
