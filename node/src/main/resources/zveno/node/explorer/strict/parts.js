/** What the strict pages are made of: a header taken apart, and paths of hashes that are drawn and computed anew. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { calmMotion, count, moment } from "../core/format.js";
import { t } from "../core/i18n.js";
import { Mark } from "../parts/mark.js";
import { CheckIcon, CrossIcon } from "../shell/icons.js";
import * as z from "../client/zveno.js";

/** The fields of a header: name, first byte, and the byte after the last. */
const FIELDS = [
  ["version", 0, 4],
  ["previous_hash", 4, 36],
  ["merkle_root", 36, 68],
  ["timestamp", 68, 72],
  ["bits", 72, 76],
  ["proof", 76, 80],
];

const BETWEEN = 350;

const hexWord = (n) => "0x" + n.toString(16).padStart(8, "0");

function meaning(name, header) {
  switch (name) {
    case "version":
    case "bits":
      return hexWord(header[name]);
    case "timestamp":
      return moment(header.timestamp);
    case "proof":
      return count(header.proof);
    default:
      return header[name];
  }
}

/** The 80 bytes, in colours, and what each of them says. */
export function HeaderBytes({ bytes }) {
  const header = z.readHeader(bytes);
  const part = ([name, from, to], i) => h("span", { key: name, class: "field-" + i }, z.hex(bytes.subarray(from, to)));
  return h(
    "div",
    { class: "stack header-bytes" },
    h("p", { class: "mono bytes", role: "img", "aria-label": t("strict.header.bytes") }, FIELDS.map(part)),
    h(
      "dl",
      { class: "facts" },
      FIELDS.map(([name, from, to], i) => [
        h("dt", { key: name }, h("span", { class: "swatch field-" + i, "aria-hidden": "true" }), h("span", { class: "mono" }, name), " ", h("span", { class: "small" }, t("strict.header.range", { from, to: to - 1 }))),
        h("dd", { key: name + "." }, h("span", { class: "mono digits" }, meaning(name, header)), h("span", { class: "soft small block" }, t("strict.header." + name))),
      ]),
    ),
  );
}

/** A hash by its bead and digits; own: it is the one that is followed upwards. */
export function Digest({ hash, own = false, name }) {
  return h("span", { class: own ? "leg own" : "leg" }, h(Mark, { hash }), h("span", { class: "mono digits", title: hash }, hash.slice(0, 16) + "…"), name && h("span", { class: "soft small" }, name));
}

/** Steps that appear one after another once there are any, or at once for readers who want it calm: [how many are shown, play]. */
export function usePlay(steps) {
  const [shown, show] = useState(0);
  const timer = useRef(0);
  const stop = () => clearInterval(timer.current);
  useEffect(() => stop, []);
  const play = () => {
    stop();
    if (calmMotion()) {
      show(steps);
      return;
    }
    show(1);
    timer.current = setInterval(() => show((n) => (n >= steps ? (stop(), n) : n + 1)), BETWEEN);
  };
  useEffect(() => {
    if (steps > 0) {
      play();
    }
  }, [steps]);
  return [shown, play];
}

/**
 * Hashes that lead to others, one below another: { key, title, formula, left, right, own, names, result, good, bytes }. left,
 * right: what is hashed, if it is two hashes, and `own` the side that came from above; good: whether the result is what it
 * must be, undefined where nothing is compared.
 */
export function Ladder({ rungs, shown = rungs.length, label }) {
  return h(
    "ol",
    { class: "ladder", "aria-label": label },
    rungs.slice(0, shown).map((rung) =>
      h(
        "li",
        { key: rung.key, class: rung.good === undefined ? "" : rung.good ? "right" : "wrong" },
        h("h3", null, rung.good !== undefined && h("span", { class: "verdict", "aria-hidden": "true" }, h(rung.good ? CheckIcon : CrossIcon)), rung.title),
        rung.left && h("div", { class: "pair" }, h(Digest, { hash: rung.left, own: rung.own === "left", name: rung.names?.[0] }), h(Digest, { hash: rung.right, own: rung.own === "right", name: rung.names?.[1] })),
        rung.bytes && h(HeaderBytes, { bytes: rung.bytes }),
        h("p", { class: "result" }, h("span", { class: "mono soft formula" }, rung.formula, " ="), " ", h(Digest, { hash: rung.result, own: true })),
        rung.note && h("p", { class: "soft small" }, rung.note),
      ),
    ),
  );
}

const LEAF = "SHA-256(00 ‖ …)";
const NODE = "SHA-256(01 ‖ … ‖ …)";
const TWICE = "SHA-256(SHA-256(… ‖ …))";
const HEADER = "SHA-256(SHA-256(…))";

function steps(leaf, index, size, path, what) {
  const all = z.pathSteps(leaf, index, size, path.map((hash) => z.unhex(hash)));
  return all?.map(({ left, right, hash, own }, i) => ({ key: what + i, title: t(what === "a" ? "strict.ladder.history.node" : "strict.ladder.node", { n: i + 1 }), formula: NODE, left: z.hex(left), right: z.hex(right), own, result: z.hex(hash) }));
}

function upToHeader(part, body, what) {
  const header = z.readHeader(z.unhex(part.header));
  const leaf = z.rewardLeaf(part.reward);
  const root = z.hex(z.blockRoot(part.reward, body));
  return [
    {
      key: what + "root",
      title: t("strict.ladder.root"),
      formula: TWICE,
      left: z.hex(leaf),
      right: z.hex(body),
      own: "right",
      names: [t("strict.ladder.reward"), t("strict.ladder.body")],
      result: root,
      good: root === header.merkle_root,
      note: t(root === header.merkle_root ? "strict.ladder.root.right" : "strict.ladder.root.wrong"),
    },
    { key: what + "header", title: t("strict.ladder.header", { n: count(part.reward.height) }), formula: HEADER, bytes: z.unhex(part.header), result: header.hash, note: t("strict.ladder.backwards") },
  ];
}

/** From a transaction to its block's hash, and on to the anchor's, as a receipt has it: rungs; [] if it leads nowhere. */
export function rungsOf({ transaction, block, anchor }) {
  const leaf = z.leafHash(z.bytesOf(z.canonical(transaction)));
  const nodes = steps(leaf, block.position, block.reward.count, block.path, "b");
  if (!nodes) {
    return [];
  }
  const body = nodes.length ? z.unhex(nodes.at(-1).result) : leaf;
  const rungs = [{ key: "leaf", title: t("strict.ladder.leaf"), formula: LEAF, result: z.hex(leaf) }, ...nodes, ...upToHeader(block, body, "b")];
  if (!anchor) {
    return rungs;
  }
  const { digest } = z.readHeader(z.unhex(block.header));
  const first = z.leafHash(digest);
  const up = steps(first, block.reward.height - 1, anchor.reward.height - 1, anchor.path, "a") ?? [];
  const history = up.at(-1)?.result ?? z.hex(first);
  const good = history === anchor.reward.history;
  return [
    ...rungs,
    { key: "digest", title: t("strict.ladder.digest"), formula: LEAF, result: z.hex(first) },
    ...up.map((rung, i) => (i < up.length - 1 ? rung : { ...rung, title: t("strict.ladder.history"), good, note: t(good ? "strict.ladder.history.right" : "strict.ladder.history.wrong", { n: count(anchor.reward.height) }) })),
    ...upToHeader(anchor, z.unhex(anchor.body), "a"),
  ];
}
