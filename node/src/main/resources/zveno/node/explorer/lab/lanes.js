/** Chains of a few blocks, side by side: what the exercises with several peers have in common. */
import { h } from "preact";
import { Hash } from "./parts.js";

/** How many blocks of a chain are shown. */
const SHOWN = 6;

/** A block with who is paid in it. */
export function Chip({ t, height, hash, payees = [] }) {
  return h(
    "span",
    { class: "lab-chip", title: hash },
    h("b", null, t("lab.card.block", { height })),
    h(Hash, { hash, digits: 6 }),
    payees.map((name) => h("code", { key: name }, t("lab.who.to", { name }))),
  );
}

/** The newest blocks of a chain, `[{block, hash}]`. */
export function Lane({ t, label, blocks, payeesOf }) {
  return h(
    "ol",
    { class: "lab-lane", "aria-label": label },
    blocks.length > SHOWN && h("li", null, "…"),
    blocks
      .slice(-SHOWN)
      .map(({ block, hash }) =>
        h("li", { key: hash }, h(Chip, { t, height: block.index, hash, payees: payeesOf(block) })),
      ),
  );
}

/** The names of those who are paid in a block, its reward aside. */
export function payees(t, keys, block) {
  const nameOf = (address) => Object.keys(keys).find((name) => keys[name].address === address);
  return block.transactions.slice(0, -1).map(({ recipient }) => t(`lab.who.${nameOf(recipient)}`));
}
