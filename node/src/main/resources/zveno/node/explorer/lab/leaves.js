/** A tree of hashes whose leaves can be touched, and a proof that is passed on. */
import { h } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { bytesOf, hex, leafHash, merkleRoot, pathSteps, unhex } from "../client/zveno.js";
import { Mark } from "../parts/mark.js";
import { Button, Facts, Hash, Prose, Tools, Verdict, WholeHash } from "./parts.js";
import { historyOf } from "./strictcopy.js";
import { lineTo, longestPath, pathTo, treeOf } from "./tree.js";

const MAX_LEAVES = 8;

const contentOf = (text) => bytesOf(text.toWellFormed());

/** The text with one character changed: its last. */
const touched = (text) => text.slice(0, -1) + (text.endsWith("7") ? "4" : "7");

/** The levels below a node. */
const levels = (node) => (node.left === null ? 0 : 1 + Math.max(levels(node.left), levels(node.right)));

/** All nodes of a tree with the level at which they stand, the root at 0. */
function placed(node, level = 0) {
  return node.left === null
    ? [{ node, level }]
    : [{ node, level }, ...placed(node.left, level + 1), ...placed(node.right, level + 1)];
}

const nameOf = ({ from, to }) => `${from} ${to}`;

export function Leaves({ t, api, base, onDone }) {
  const beginning = (n) => Array.from({ length: n }, (_, i) => t(`lab.leaves.record${i + 1}`));
  const [originals, setOriginals] = useState(() => beginning(MAX_LEAVES));
  const [texts, setTexts] = useState(originals);
  const [place, setPlace] = useState(2);
  const tree = useMemo(() => treeOf(texts.map(contentOf)), [texts]);
  const before = useMemo(() => treeOf(originals.map(contentOf)), [originals]);
  const path = pathTo(tree, place);
  const was = new Map(placed(before).map(({ node }) => [nameOf(node), hex(node.hash)]));
  const nodes = placed(tree).map(({ node, level }) => {
    const hash = hex(node.hash);
    return { node, level, hash, changed: was.get(nameOf(node)) !== hash };
  });
  const changed = nodes.filter((one) => one.changed).length;
  const write = (text) => setTexts(texts.with(place, text));
  const resize = (n) => {
    setOriginals(beginning(n));
    setTexts(beginning(n));
    setPlace(Math.min(place, n - 1));
  };

  return [
    h(Prose, null, h("p", null, t("lab.leaves.intro")), h("p", null, t("lab.leaves.rule"))),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.leaves.count", { n: texts.length })),
        h("input", {
          id: "lab-leaf-count",
          type: "range",
          min: 1,
          max: MAX_LEAVES,
          value: texts.length,
          "aria-valuetext": t("lab.leaves.count", { n: texts.length }),
          onInput: (event) => resize(Number(event.currentTarget.value)),
        }),
      ),
    ),
    h(Tree, { t, tree, nodes, path, place, onSelect: setPlace }),
    h(
      "div",
      { class: "field" },
      h("label", { for: "lab-leaf" }, t("lab.leaves.leaf", { place: place + 1 })),
      h("input", {
        id: "lab-leaf",
        type: "text",
        value: texts[place],
        maxlength: 80,
        autocomplete: "off",
        spellcheck: false,
        onInput: (event) => write(event.currentTarget.value),
      }),
    ),
    h(
      Tools,
      null,
      h(Button, { id: "lab-touch-leaf", onClick: () => write(touched(texts[place])) }, t("lab.leaves.touch")),
      h(
        Button,
        { id: "lab-leaves-undo", plain: true, disabled: changed === 0, onClick: () => setTexts(originals) },
        t("lab.leaves.undo"),
      ),
    ),
    h(
      Verdict,
      { id: "lab-leaves-verdict", ok: changed === 0 },
      t(changed === 0 ? "lab.leaves.same" : "lab.leaves.changed", { n: changed, all: nodes.length }),
    ),
    h(Passing, { key: texts.length, t, texts, place, path, root: hex(before.hash), onDone }),
    !base.example && h(History, { t, api }),
  ];
}

/** The same tree over the blocks of the node's own chain. */
function History({ t, api }) {
  const [found, setFound] = useState(null);
  const [failure, setFailure] = useState(null);
  async function compute() {
    try {
      const known = await historyOf(api);
      // A block's hash is written backwards; the tree is over the digests as they are.
      const leaves = known?.hashes.map((hash) => leafHash(unhex(hash).reverse()));
      setFound(known === null ? { nothing: true } : { ...known, root: hex(merkleRoot(leaves)) });
      setFailure(null);
    } catch (error) {
      setFailure(error.message || t("lab.away"));
    }
  }
  const same = found !== null && found.root === found.history;
  return [
    h("h3", null, t("lab.leaves.history")),
    h("p", null, t("lab.leaves.historyWhy")),
    h(Tools, null, h(Button, { id: "lab-history", onClick: compute }, t("lab.leaves.historyNow"))),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    found?.nothing && h(Verdict, { ok: null }, t("lab.leaves.historyNone")),
    found !== null &&
      !found.nothing && [
        h("p", { class: "lab-line" }, h(WholeHash, { hash: found.root })),
        h(
          Verdict,
          { id: "lab-history-verdict", ok: same },
          t(same ? "lab.leaves.historySame" : "lab.leaves.historyOther", { n: found.hashes.length, index: found.index }),
        ),
      ],
  ];
}

/** Each node stands above the leaves that it covers; the leaves are buttons. */
function Tree({ t, tree, nodes, path, place, onSelect }) {
  const line = new Set(lineTo(tree, place).map(nameOf));
  const siblings = new Set(path.map(nameOf));
  const depth = levels(tree);
  const role = (node) => (line.has(nameOf(node)) ? "is-line" : siblings.has(nameOf(node)) ? "is-sibling" : "");
  return [
    h(
      "div",
      { class: "lab-tree", role: "group", "aria-label": t("lab.leaves.tree"), style: { gridTemplateColumns: `repeat(${tree.to}, minmax(0, 1fr))` } },
      nodes.map(({ node, level, hash, changed }) => {
        const leaf = node.left === null;
        const position = {
          gridColumn: `${node.from + 1} / ${node.to + 1}`,
          gridRow: leaf ? `${level + 1} / ${depth + 2}` : String(level + 1),
        };
        const kind = `lab-node ${role(node)} ${changed ? "is-changed" : ""}`;
        const label = t(leaf ? "lab.leaves.isLeaf" : node === tree ? "lab.leaves.isRoot" : "lab.leaves.isNode", {
          first: node.from + 1,
          last: node.to,
          hash: hash.slice(0, 8),
        });
        const state = [
          label,
          changed ? t("lab.leaves.isChanged") : "",
          siblings.has(nameOf(node)) ? t("lab.leaves.isSibling") : "",
        ].filter((part) => part !== "");
        const content = [
          h(Mark, { hash }),
          h("span", { class: "lab-node-hash mono", "aria-hidden": "true" }, hash.slice(0, 4)),
          h("span", { class: "visually-hidden" }, state.join(", ")),
        ];
        return leaf
          ? h(
              "button",
              {
                key: nameOf(node),
                type: "button",
                class: kind,
                style: position,
                "data-leaf": node.from + 1,
                "aria-pressed": String(node.from === place),
                onClick: () => onSelect(node.from),
              },
              content,
            )
          : h("div", { key: nameOf(node), class: kind, style: position }, content);
      }),
    ),
    h(
      "p",
      { class: "lab-key lab-note" },
      [
        ["is-line", "lab.leaves.keyLine"],
        ["is-sibling", "lab.leaves.keySibling"],
        ["is-changed", "lab.leaves.keyChanged"],
      ].map(([kind, text]) =>
        h("span", { key: kind }, h("span", { class: `lab-node ${kind}`, "aria-hidden": "true" }), t(text)),
      ),
    ),
  ];
}

/** What can be done to a proof on its way. */
const HARMS = ["none", "text", "hash", "place", "short"];

/** Bob has the root only; he gets a record and its path, and computes. */
function Passing({ t, texts, place, path, root, onDone }) {
  const [harm, setHarm] = useState("none");
  const [tried, setTried] = useState({ good: false, bad: false });
  const [shown, setShown] = useState(false);
  const count = texts.length;
  const possible = HARMS.filter((one) => count > 1 || one === "none" || one === "text");
  const sent = {
    text: harm === "text" ? touched(texts[place]) : texts[place],
    place: harm === "place" ? (place + 1) % count : place,
    path: path.map(({ hash }, i) => (harm === "hash" && i === 0 ? Uint8Array.of(hash[0] ^ 1, ...hash.slice(1)) : hash)),
  };
  if (harm === "short") {
    sent.path = sent.path.slice(1);
  }
  const leaf = leafHash(contentOf(sent.text));
  const steps = pathSteps(leaf, sent.place, count, sent.path);
  const reached = steps === null ? null : hex(steps.at(-1)?.hash ?? leaf);
  const good = reached === root;

  const send = (how) => {
    setHarm(how);
    setShown(true);
  };
  useEffect(() => {
    if (shown) {
      const outcomes = { good: tried.good || good, bad: tried.bad || !good };
      setTried(outcomes);
      onDone(outcomes.good && outcomes.bad);
    }
  }, [shown, good]);

  return [
    h("h3", null, t("lab.leaves.passing")),
    h("p", null, t("lab.leaves.passingWhy")),
    h("dl", { class: "lab-compare" }, h("dt", null, t("lab.leaves.bobs")), h("dd", null, h(WholeHash, { hash: root }))),
    h(
      Tools,
      null,
      possible.map((one) =>
        h(
          Button,
          { key: one, id: `lab-send-${one}`, plain: one !== "none", onClick: () => send(one) },
          t(`lab.leaves.send.${one}`),
        ),
      ),
    ),
    shown && [
      h("p", { class: "lab-line" }, t("lab.leaves.sent", { place: sent.place + 1, count }), " ", h("code", null, sent.text)),
      steps !== null &&
        h(
          "ol",
          { class: "lab-climb", "aria-label": t("lab.leaves.steps") },
          h("li", null, t("lab.leaves.stepLeaf"), " → ", h(Hash, { hash: hex(leaf), digits: 16 })),
          steps.map(({ hash, own }, i) =>
            h(
              "li",
              { key: i },
              t(own === "right" ? "lab.leaves.stepLeft" : "lab.leaves.stepRight"),
              " ",
              h(Hash, { hash: hex(sent.path[i]) }),
              " → ",
              h(Hash, { hash: hex(hash), digits: 16 }),
            ),
          ),
        ),
      h(
        Verdict,
        { id: "lab-proof-verdict", ok: good },
        t(steps === null ? "lab.leaves.wrongLength" : good ? "lab.leaves.proved" : "lab.leaves.refused"),
      ),
    ],
    h(Facts, {
      items: [count, 1000, 1_000_000, 1_000_000_000].map((n) => [
        t("lab.leaves.of", { n }),
        t("lab.leaves.hashes", { n: longestPath(n) }),
      ]),
    }),
  ];
}
