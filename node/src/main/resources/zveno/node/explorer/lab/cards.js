/** Blocks as linked cards. */

import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isBlock, linkOf, proofOf } from "./chain.js";
import { Hash } from "./parts.js";

/** What is the matter with a block, in a word. */
export function standing(row) {
  if (row.faults.length > 0) {
    return row.faults.some(({ kind }) => kind !== "before") ? row.faults[0].kind : "adrift";
  }
  return row.adrift ? "adrift" : "good";
}

/** What is wrong with a block, in a sentence. */
export function explain(t, fault, height) {
  const block = height;
  const before = height - 1;
  switch (fault.kind) {
    case "unreadable":
      return t("lab.fault.unreadable", { block, at: fault.error.at + 1 });
    case "form":
      return t("lab.fault.form", { block, field: fault.field });
    case "link":
      return t("lab.fault.link", { block, before, says: brief(fault.says), is: brief(fault.is) });
    case "proof":
      return t("lab.fault.proof", { block, guess: briefGuess(fault), hash: brief(fault.hash) });
    case "genesis":
      return t("lab.fault.genesis", { wanted: brief(fault.wanted) });
    default:
      return t("lab.fault.before", { block, before });
  }
}

/** As many digits as tell hashes apart. */
const brief = (hash) => hash.slice(0, 12);

function briefGuess({ head, proof, tail }) {
  return head + proof + (tail === "" ? "" : `${tail.slice(0, 8)}…`);
}

/**
 * On a narrow screen they lie in one row, which is moved to the card that matters.
 *
 * @param rows as `inspect` gives them
 * @param selected index of the card that is open, or -1
 * @param onSelect called with an index; without it, the cards are only shown
 */
export function ChainCards({ t, rows, selected = -1, onSelect, label }) {
  const list = useRef(null);
  const firstFault = rows.findIndex(({ faults }) => faults.length > 0);
  const matters = selected >= 0 ? selected : firstFault;
  useEffect(() => {
    const card = list.current.children[matters];
    if (card) {
      list.current.scrollLeft = card.offsetLeft - (list.current.clientWidth - card.offsetWidth) / 2;
    }
  }, [matters]);
  return h(
    "ol",
    { class: "lab-chain", "aria-label": label, ref: list, tabIndex: onSelect ? undefined : 0 },
    rows.map((row, i) =>
      h(
        "li",
        { key: row.height },
        h(Card, { t, row, selected: i === selected, onSelect: onSelect && (() => onSelect(i)) }),
      ),
    ),
  );
}

function Card({ t, row, selected, onSelect }) {
  const state = standing(row);
  const content = [
    h("span", { class: "lab-card-link" }, h(Link, { t, row })),
    h(
      "span",
      { class: "lab-card-title" },
      h("b", null, t("lab.card.block", { height: row.height })),
      h(
        "span",
        { class: `lab-state is-${state === "good" || state === "adrift" ? state : "bad"}` },
        t(`lab.state.${state}`),
      ),
    ),
    isBlock(row.block) &&
      h(
        "span",
        { class: "lab-card-row" },
        h("i", null, t("lab.card.proof")),
        h("span", { class: "lab-digits" }, proofOf(row.block)),
      ),
    h(
      "span",
      { class: "lab-card-row" },
      h("i", null, t("lab.card.hash")),
      row.block.hash === undefined ? "—" : h(Hash, { hash: row.block.hash }),
    ),
    row.change.kind === "changed" && h("span", { class: "lab-touched" }, t("lab.card.changed")),
  ];
  const kind = `lab-card is-${state === "good" || state === "adrift" ? state : "bad"}`;
  return onSelect
    ? h(
        "button",
        { type: "button", class: kind, "aria-pressed": String(selected), "data-height": row.height, onClick: onSelect },
        content,
      )
    : h("div", { class: kind, "data-height": row.height }, content);
}

function Link({ t, row }) {
  if (!isBlock(row.block)) {
    return "—";
  }
  const broken = row.faults.some(({ kind }) => kind === "link");
  return [
    h("i", null, t("lab.card.previous")),
    h(Hash, { hash: linkOf(row.block) }),
    h("span", { class: broken ? "lab-tie is-bad" : "lab-tie", "aria-hidden": "true" }, broken ? "✗" : "↑"),
  ];
}
