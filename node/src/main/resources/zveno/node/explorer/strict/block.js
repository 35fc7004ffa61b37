/** A block of the strict rules, taken apart and computed anew by the reader's own machine. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { bytes as size, calmMotion, count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { CheckIcon, CrossIcon } from "../shell/icons.js";
import { ErrorNote } from "../parts/error.js";
import { workText } from "../rules/strict.js";
import * as z from "../client/zveno.js";
import { Digest, HeaderBytes } from "./parts.js";

const MAX_BYTES = 4 << 20;
const BETWEEN = 250;

const digits = (n) => n.toString(16).padStart(64, "0");

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The steps: each gets what the ones before it have found, and returns what it found. */
function steps(header) {
  const genesis = header.height === 1;
  return [
    {
      name: "bytes",
      async run() {
        const own = await api.canonical(header.hash);
        return { length: own.length, block: z.parse(new TextDecoder().decode(own)) };
      },
    },
    {
      name: "root",
      async run({ block }) {
        if (genesis) {
          return { root: z.hex(z.sha256d(z.bytesOf(z.canonical(block.parameters)))) };
        }
        const [others, reward] = [block.transactions.slice(0, -1), block.transactions.at(-1)];
        const body = z.merkleRoot(others.map((one) => z.leafHash(z.bytesOf(z.canonical(one)))));
        const root = z.hex(z.blockRoot(reward, body));
        return { others: others.length, body: z.hex(body), leaf: z.hex(z.rewardLeaf(reward)), root, good: root === block.merkle_root };
      },
    },
    {
      name: "hash",
      async run({ block }) {
        const raw = z.headerBytes(block);
        const { hash } = z.readHeader(raw);
        return { raw, hash, good: hash === header.hash };
      },
    },
    {
      name: "work",
      async run({ block, hash }) {
        const target = z.targetOf(block.bits);
        return { target, first: genesis, good: genesis || (target !== null && BigInt("0x" + hash) <= target) };
      },
    },
    {
      name: "link",
      async run({ block }) {
        if (genesis) {
          return { first: true };
        }
        const parent = z.parse(new TextDecoder().decode(await api.canonical(header.parent)));
        const { hash } = z.readHeader(z.headerBytes(parent));
        return { parent: hash, good: hash === block.previous_hash };
      },
    },
  ];
}

export function BlockProof({ header }) {
  const [done, setDone] = useState([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const alive = useRef(true);
  useEffect(
    () => () => {
      alive.current = false;
    },
    [],
  );
  if (header.size > MAX_BYTES || !header.onChain) {
    return null;
  }
  const all = steps(header);
  const run = async (from, to) => {
    let results = from === 0 ? [] : done;
    setBusy(true);
    setError(null);
    setDone(results);
    try {
      for (let i = results.length; i < to && alive.current; i++) {
        const found = Object.assign({}, ...results);
        results = [...results, { good: true, first: false, ...(await all[i].run(found)) }];
        setDone(results);
        await (calmMotion() ? null : pause(BETWEEN));
      }
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  const finished = done.length === all.length;
  const right = finished && done.every((one) => one.good);
  return h(
    "section",
    { class: "panel recompute", id: "recompute", "aria-labelledby": "recompute-title" },
    h("h2", { id: "recompute-title" }, t("recompute.title")),
    h("p", { class: "soft" }, t("strict.recompute.text")),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "button", id: "recompute-all", disabled: busy, onClick: () => run(0, all.length) }, t(finished ? "recompute.again" : "recompute.start")),
      !finished && h("button", { class: "button", type: "button", id: "recompute-step", disabled: busy, onClick: () => run(done.length, done.length + 1) }, t("recompute.step")),
    ),
    h(
      "ol",
      { class: "steps" },
      all.map((step, i) => {
        const result = done[i];
        return h(
          "li",
          { key: step.name, class: result ? (result.good ? "right" : "wrong") : "" },
          h("span", { class: "sign", "aria-hidden": "true" }, result ? h(result.good ? CheckIcon : CrossIcon) : i + 1),
          h("div", { class: "stack" }, h("h3", null, t("strict.recompute." + step.name)), result && h(Found, { name: step.name, result, header })),
        );
      }),
    ),
    h(ErrorNote, { error }),
    h("div", { role: "status" }, finished && h("p", { class: "notice " + (right ? "good" : "bad") }, t(right ? "recompute.right" : "recompute.wrong"))),
  );
}

function Found({ name, result, header }) {
  switch (name) {
    case "bytes":
      return h("p", null, t("strict.recompute.bytes.found", { size: size(result.length), n: header.transactions }));
    case "root":
      return result.leaf
        ? [
            h("p", null, t("strict.recompute.root.found", { n: result.others })),
            h("div", { class: "pair" }, h(Digest, { hash: result.leaf, name: t("strict.ladder.reward") }), h(Digest, { hash: result.body, name: t("strict.ladder.body") })),
            h("p", null, h(Digest, { hash: result.root, own: true })),
            h("p", null, t(result.good ? "strict.ladder.root.right" : "strict.ladder.root.wrong")),
          ]
        : [h("p", null, t("strict.recompute.root.genesis")), h("p", null, h(Digest, { hash: result.root, own: true }))];
    case "hash":
      return [h(HeaderBytes, { bytes: result.raw }), h("p", { class: "mono digits" }, result.hash), h("p", null, t(result.good ? "strict.recompute.hash.right" : "strict.recompute.hash.wrong"))];
    case "work":
      return result.first
        ? h("p", null, t("strict.recompute.work.first"))
        : [
            h("dl", { class: "facts" }, h("dt", null, t("strict.recompute.work.hash")), h("dd", { class: "mono digits" }, header.hash), h("dt", null, t("strict.recompute.work.target")), h("dd", { class: "mono digits" }, digits(result.target))),
            h("p", null, t(result.good ? "strict.recompute.work.right" : "strict.recompute.work.wrong", { n: workText(z.workOf(header.fields.get("bits").value)) })),
          ];
    default:
      return result.first ? h("p", null, t("recompute.link.first")) : [h("p", { class: "mono digits" }, result.parent), h("p", null, t(result.good ? "recompute.link.right" : "recompute.link.wrong", { n: count(header.height - 1) }))];
  }
}
