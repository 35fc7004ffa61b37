/** Values of the chain as they stand there: any JSON, from anybody. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { bytes, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { Num, write } from "../core/json.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";

/** The address of an address's page. A text goes as it is, anything else as JSON after a mark. */
export function addressHref(value) {
  const text = write(value);
  return text.length <= 2000 ? href("address", text) : null;
}

/** A sender or a recipient: a link to what else names it. label: how it is written, if not as it is. */
export function Party({ value, most = 40, label: given }) {
  if (value === undefined) {
    return h("em", { class: "soft" }, t("value.absent"));
  }
  const label = given ?? (value === "0" ? t("value.reward") : value === "" ? t("value.empty") : words(value, most));
  const inside = h("bdi", { class: typeof value === "string" && value !== "0" && value !== "" ? "party" : "party other" }, label);
  const to = addressHref(value);
  return to ? h("a", { href: to, title: words(value, 400) }, inside) : inside;
}

/** An amount, or any other value, by its own text. */
export function Value({ value, most = 40 }) {
  if (value === undefined) {
    return h("em", { class: "soft" }, t("value.absent"));
  }
  return h("bdi", { class: value instanceof Num ? "number" : "party other", title: words(value, 400) }, words(value, most));
}

/** One line: what a transaction says, and where it leads. */
export function TransactionLine({ id, transaction, children }) {
  const { transactionLine } = useRules();
  return h(
    "div",
    { class: "transaction" },
    transactionLine(transaction),
    h("span", { class: "more" }, children, h("a", { class: "small mono", href: href("transaction", id), "aria-label": t("value.transaction", { id: id.slice(0, 8) }) }, id.slice(0, 8))),
  );
}

const FIRST = 20_000;

/** A long text, the beginning of it first. */
export function LongText({ text, label }) {
  const [all, setAll] = useState(false);
  const cut = !all && text.length > FIRST;
  return h(
    "div",
    { class: "stack" },
    h("pre", { tabIndex: 0, role: "group", "aria-label": label }, cut ? text.slice(0, FIRST) + "…" : text),
    cut && h("p", null, h("button", { class: "button compact", type: "button", onClick: () => setAll(true) }, t("value.all", { size: bytes(text.length) }))),
  );
}

/** Lossless JSON over several lines. */
export function pretty(value, indent = "") {
  const inner = indent + "  ";
  if (value instanceof Map && value.size > 0) {
    return "{\n" + [...value].map(([name, v]) => inner + write(name) + ": " + pretty(v, inner)).join(",\n") + "\n" + indent + "}";
  }
  if (Array.isArray(value) && value.length > 0) {
    return "[\n" + value.map((v) => inner + pretty(v, inner)).join(",\n") + "\n" + indent + "]";
  }
  return write(value);
}
