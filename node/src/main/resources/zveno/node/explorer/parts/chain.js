/** The newest blocks as cards, each linked to the one before by the bead of its hash; before them the one that comes next. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { count, seconds, short } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";
import { useLive } from "./hooks.js";
import { Mark } from "./mark.js";
import { Ago } from "./time.js";

/** So many new cards at once come in one by one; more would be a flicker, and are only counted. */
const MAX_ANIMATED = 2;

/** How long the count of those that came at once is to be read. */
const COUNT_SHOWN = 2_000;

/** Transactions that the next card names. */
const MAX_NAMED = 3;

export function Chain({ headers }) {
  const news = useNews(headers);
  return h(
    "ol",
    { class: "chain", tabIndex: 0, "aria-label": t("now.chain"), reversed: true },
    headers.length > 0 && h("li", { key: "next", class: "next" }, h(Next, { height: headers[0].height + 1, jump: news.jump })),
    headers.map((header) => h("li", { key: header.hash, class: news.hashes.has(header.hash) ? "arrived" : undefined }, h(Card, { header }))),
  );
}

/** What has come since the last drawing: the hashes of a few blocks, or how many there were. */
function useNews(headers) {
  const before = useRef(null);
  const [jump, setJump] = useState(0);
  const hashes = useRef(new Set());
  const tip = headers[0];
  let came = 0;
  if (before.current && tip && tip.hash !== before.current.hash) {
    came = Math.max(0, tip.height - before.current.height);
    hashes.current = new Set(came <= MAX_ANIMATED ? headers.slice(0, came).map((header) => header.hash) : []);
  }
  before.current = tip ?? before.current;
  useEffect(() => {
    if (came > MAX_ANIMATED) {
      setJump(came);
    }
  }, [tip?.hash]);
  useEffect(() => {
    const timer = jump > 0 && setTimeout(() => setJump(0), COUNT_SHOWN);
    return () => clearTimeout(timer);
  }, [jump, tip?.hash]);
  return { jump, hashes: hashes.current };
}

/** The block that is not there yet, with what would be in it now. */
function Next({ height, jump }) {
  const { pool, miner } = useLive();
  const { TransactionFlow } = useRules();
  const waiting = pool?.count ?? 0;
  const named = (pool?.entries ?? []).slice(0, MAX_NAMED);
  return h(
    "a",
    { class: "card", href: href("pool") },
    jump > 0 && h("span", { class: "badge good jump" }, "+" + count(jump)),
    h("span", { class: "height" }, count(height)),
    h("span", { class: "soft small" }, t(miner?.running ? "next.searching" : "next.title")),
    h("span", { class: "small" }, waiting > 0 ? t("next.waiting", { n: waiting }) : t("next.empty")),
    named.map(({ entry, transaction }) => h("span", { key: entry, class: "small soft named" }, h(TransactionFlow, { transaction }))),
  );
}

function Card({ header }) {
  const { cardNote } = useRules();
  const note = cardNote(header);
  return h(
    "a",
    { class: "card", href: href("block", header.hash) },
    h("span", { class: "bead own" }, h(Mark, { hash: header.hash, size: "1.9rem" })),
    h("span", { class: "height" }, count(header.height)),
    h("span", { class: "mono digits" }, short(header.hash)),
    h("span", { class: "soft small" }, h(Ago, { at: seconds(header.timestamp) })),
    h("span", { class: "small" }, t("block.transactions.n", { n: header.transactions })),
    note && h("span", { class: "soft small proof" }, note),
    h("span", { class: "before small soft" }, h(Mark, { hash: header.parent, size: "0.95rem" }), h("span", { class: "mono" }, header.parent ? short(header.parent) : t("block.first"))),
  );
}
