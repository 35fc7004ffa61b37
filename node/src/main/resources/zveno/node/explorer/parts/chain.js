/** The newest blocks as cards, each linked to the one before by the bead of its hash. */
import { h } from "preact";
import { count, seconds, short, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { href } from "../shell/router.js";
import { Mark } from "./mark.js";
import { Ago } from "./time.js";

export function Chain({ headers }) {
  return h(
    "ol",
    { class: "chain", tabIndex: 0, "aria-label": t("now.chain"), reversed: true },
    headers.map((header) => h("li", { key: header.hash }, h(Card, { header }))),
  );
}

function Card({ header }) {
  return h(
    "a",
    { class: "card", href: href("block", header.hash) },
    h("span", { class: "bead own" }, h(Mark, { hash: header.hash, size: "1.9rem" })),
    h("span", { class: "height" }, count(header.height)),
    h("span", { class: "mono digits" }, short(header.hash)),
    h("span", { class: "soft small" }, h(Ago, { at: seconds(header.timestamp) })),
    h("span", { class: "small" }, t("block.transactions.n", { n: header.transactions })),
    h("span", { class: "soft small proof" }, t("block.proof"), " ", h("span", { class: "mono" }, words(header.proof, 12))),
    h("span", { class: "before small soft" }, h(Mark, { hash: header.parent, size: "0.95rem" }), h("span", { class: "mono" }, header.parent ? short(header.parent) : t("block.first"))),
  );
}
