/** The tree of the last blocks: the chain as one line, and beside it what has lost. A reorganisation moves the line. */
import { h } from "preact";
import { useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count, short } from "../core/format.js";
import { t } from "../core/i18n.js";
import { Actions } from "../parts/actions.js";
import { Happenings } from "../parts/happenings.js";
import { useFetch, useLive } from "../parts/hooks.js";
import { MarkShapes } from "../parts/mark.js";
import { Title, Waiting } from "../parts/page.js";
import { Scroller } from "../parts/scroller.js";
import { href } from "../shell/router.js";

/** From one block to the next: as far as there is room, within these. */
const MIN_STEP = 50;
const MAX_STEP = 76;
const LANE = 68;
const LEFT = 46;
const TOP = 40;
const LENGTHS = [20, 50, 100];

/** Places all blocks: the chain on the first lane, each side branch on the first one below that is free for it. */
export function arrange(tree, step) {
  const lanes = new Map();
  const ends = [Infinity];
  const branches = Map.groupBy(
    tree.blocks.filter((block) => !block.onChain),
    (block) => block.branch,
  );
  const spans = [...branches].map(([branch, blocks]) => ({
    branch,
    from: Math.min(...blocks.map((block) => block.height)) - 1,
    to: Math.max(...blocks.map((block) => block.height)),
  }));
  spans.sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { branch, from, to } of spans) {
    let lane = 1;
    while (ends[lane] !== undefined && ends[lane] >= from) {
      lane++;
    }
    ends[lane] = to;
    lanes.set(branch, lane);
  }
  const placed = tree.blocks.map((block) => ({
    block,
    x: LEFT + (block.height - tree.from + 1) * step,
    y: TOP + (block.onChain ? 0 : lanes.get(block.branch)) * LANE,
  }));
  return { placed, lanes: ends.length, width: LEFT + (tree.height - tree.from + 1) * step + LEFT, height: TOP * 2 + (ends.length - 1) * LANE };
}

export function ForksPage() {
  const { chainChanges, status } = useLive();
  const [length, setLength] = useState(LENGTHS[0]);
  const got = useFetch(() => api.tree(length), [length, chainChanges]);
  return h(
    "div",
    { class: "stack wide" },
    h(Title, {
      name: t("forks.title"),
      aside: h(
        "label",
        { class: "row small" },
        t("forks.length"),
        h("select", { id: "tree-length", value: length, onChange: (event) => setLength(Number(event.currentTarget.value)) }, LENGTHS.map((n) => h("option", { key: n, value: n }, t("blocks.n", { n })))),
      ),
    }),
    h("p", { class: "soft lead" }, t("forks.text")),
    status?.reorganisationsRefused > 0 && h("p", { id: "forks-refused", class: "notice", role: "status" }, t("forks.refused", { n: status.reorganisationsRefused })),
    got.value ? h(Tree, { tree: got.value }) : h(Waiting, { got }),
    h(Actions),
    h(
      "section",
      { class: "panel", "aria-labelledby": "forks-events" },
      h("h2", { id: "forks-events" }, t("forks.events")),
      h(Happenings, { most: 8, only: (one) => one.kind === "reorganisation" || one.kind === "block" }),
    ),
  );
}

function Tree({ tree }) {
  const [room, setRoom] = useState(0);
  const step = Math.min(MAX_STEP, Math.max(MIN_STEP, Math.floor((room - 2 * LEFT) / (tree.height - tree.from + 1))));
  const { placed, width, height } = arrange(tree, step);
  const at = new Map(placed.map((one) => [one.block.hash, one]));
  const side = placed.filter(({ block }) => !block.onChain).length;
  return h(
    "section",
    { class: "panel", id: "tree", "aria-labelledby": "tree-text" },
    h("p", { id: "tree-text" }, side === 0 ? t("forks.none", { n: tree.height - tree.from + 1 }) : t("forks.some", { n: side, from: count(tree.from), to: count(tree.height) })),
    h(
      Scroller,
      { label: t("forks.tree"), before: t("forks.older"), after: t("forks.newer"), ends: [tree.height, tree.from, step], measured: setRoom },
      h(
        "svg",
        { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": t("forks.tree") },
        h(
          "g",
          { "aria-hidden": "true" },
          placed.map(({ block, x, y }) => {
            const parent = at.get(block.parent);
            const fromX = parent ? parent.x : x - step;
            const fromY = parent ? parent.y : TOP;
            return h("path", { key: block.hash, class: block.onChain ? "limb chosen" : "limb", d: curve(fromX, fromY, x, y) });
          }),
          tree.from === 1 && h("circle", { class: "root", cx: LEFT, cy: TOP, r: 5 }),
        ),
        // Lowest first, so that the keyboard goes along the chain.
        placed.toReversed().map(({ block, x, y }) => h(Bead, { key: block.hash, block, x, y })),
      ),
    ),
    tree.more && h("p", { class: "soft small" }, t("forks.more")),
    h(
      "ul",
      { class: "row small soft legend" },
      h("li", null, h("span", { class: "stroke chosen", "aria-hidden": "true" }), t("forks.legend.chain")),
      h("li", null, h("span", { class: "stroke", "aria-hidden": "true" }), t("forks.legend.side")),
    ),
  );
}

function curve(x1, y1, x2, y2) {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function Bead({ block, x, y }) {
  const label = t(block.onChain ? "forks.block" : "forks.block.side", { height: count(block.height), hash: short(block.hash), n: block.transactions });
  return h(
    "a",
    { href: href("block", block.hash), class: block.onChain ? "knot chosen" : "knot", "aria-label": label, style: { transform: `translate(${x}px, ${y}px)` } },
    h("title", null, label),
    h("circle", { r: 21, class: "ring" }),
    h("g", { transform: "translate(-16 -16) scale(2)" }, h(MarkShapes, { hash: block.hash })),
    h("text", { y: 36, "text-anchor": "middle", "aria-hidden": "true" }, count(block.height)),
  );
}
