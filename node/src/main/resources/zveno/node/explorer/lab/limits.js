/** Exercise 7: what the rules do not protect. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { count } from "../core/format.js";
import { below, digitsApart } from "./bench.js";
import { examine, ground, isBlock, puzzleAfter, readBlock, resealed } from "./chain.js";
import { hashAt } from "./copy.js";
import { Stopped } from "./crew.js";
import { prolonged, rewritten, stolen } from "./forgery.js";
import { Button, Facts, Prose, time, Tools, useCrew, Verdict, WholeHash } from "./parts.js";
import { expectedTries, proofAt } from "./proofs.js";
import { Change } from "./tamper.js";

/** How many blocks are put on top. */
const LONGER = 1000;

/** What is too short to be timed is done again and again for so many milliseconds. */
const TIMED_MS = 150;

/** Above this difficulty the sequence of proofs takes minutes. */
const MAX_ZEROS = 4;

export function Limits({ t, api, copy, onRate, onDone }) {
  const readable = copy.blocks.every(({ text, height }) => isBlock(readBlock(text, height === 1)));
  if (!readable) {
    return h(Verdict, { ok: false }, t("lab.fork.impossible"));
  }
  return [
    h(Prose, null, h("p", null, t("lab.limits.intro"))),
    h(LastBlock, { t, api, copy }),
    h(Rewrite, { t, copy, onRate, onDone }),
    h(Longer, { t, copy, onRate }),
  ];
}

function faultsIn(copy, texts) {
  return examine(texts, copy.rules, copy.anchor).filter(({ faults }) => faults.length > 0).length;
}

/** What a function returns, and how long it takes. */
function average(work) {
  const begin = performance.now();
  for (let times = 1; ; times++) {
    const result = work();
    const ms = performance.now() - begin;
    if (ms >= TIMED_MS) {
      return { result, ms: ms / times };
    }
  }
}

function LastBlock({ t, api, copy }) {
  const [forged, setForged] = useState(null);
  const [nodes, setNodes] = useState(null);
  const [failure, setFailure] = useState(null);
  const last = copy.blocks.at(-1);
  const first = copy.blocks.length === 1 && copy.anchor === null;

  function change() {
    const text = stolen(last.text, first);
    const texts = [...copy.blocks.slice(0, -1).map((block) => block.text), text];
    setForged({ text, hash: readBlock(text, first).hash, faults: faultsIn(copy, texts) });
    setNodes(null);
  }
  async function compare() {
    try {
      setNodes(await hashAt(api, last.height));
      setFailure(null);
    } catch (error) {
      setFailure(error.message || t("lab.away"));
    }
  }

  return [
    h("h3", null, t("lab.limits.last")),
    h("p", null, t("lab.limits.lastWhy", { height: last.height })),
    h(
      Tools,
      null,
      h(Button, { id: "lab-forge-last", onClick: change }, t("lab.limits.forge")),
      h(
        Button,
        { id: "lab-compare", plain: true, disabled: forged === null, onClick: compare },
        t("lab.limits.compare"),
      ),
    ),
    forged !== null && [
      h(Change, { before: last.text, after: forged.text }),
      h("p", { class: "lab-line" }, h(WholeHash, { hash: forged.hash })),
      h(
        Verdict,
        { id: "lab-last-verdict", ok: forged.faults === 0 },
        t(forged.faults === 0 ? "lab.limits.unnoticed" : "lab.limits.noticed"),
      ),
    ],
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    nodes !== null &&
      h(
        Verdict,
        { id: "lab-compare-verdict", ok: false },
        t("lab.limits.compared", {
          height: last.height,
          node: nodes.slice(0, 12),
          ours: forged.hash.slice(0, 12),
          n: digitsApart(nodes, forged.hash),
        }),
      ),
  ];
}

function Rewrite({ t, copy, onRate, onDone }) {
  const crew = useCrew();
  const [done, setDone] = useState(null);
  const [sealed, setSealed] = useState(null);
  const [news, setNews] = useState(null);
  const [failure, setFailure] = useState(null);

  function rewrite() {
    average(() => rewritten(copy)); // browsers are slow at first
    const { result: texts, ms } = average(() => rewritten(copy));
    setDone({ texts, ms, faults: faultsIn(copy, texts) });
    setSealed(null);
    onDone(true);
  }

  /** Where the proofs cover the links, they have to be searched for again. */
  async function seal() {
    let { texts } = done;
    let tried = 0;
    let ms = 0;
    setFailure(null);
    try {
      const from = copy.anchor === null ? 1 : 0;
      for (let i = from; i < texts.length; i++) {
        const before = below(copy, texts, i);
        const told = { tried, ms };
        const found = await crew.search(puzzleAfter(before, copy.rules), (now) =>
          setNews({ i, tried: told.tried + now.tried, ms: told.ms + now.ms }),
        );
        onRate(found);
        tried += found.tried;
        ms += found.ms;
        texts = texts.with(i, resealed(readBlock(texts[i]), before, found.proof));
      }
      setSealed({ blocks: texts.length - from, tried, ms, faults: faultsIn(copy, texts) });
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setNews(null);
    }
  }

  const blocks = copy.blocks.length;
  return [
    h("h3", null, t("lab.limits.rewrite")),
    h("p", null, t(`lab.limits.rewriteWhy.${copy.rules.rules}`)),
    h(
      Tools,
      null,
      h(
        Button,
        { id: "lab-rewrite", disabled: news !== null, onClick: rewrite },
        t("lab.limits.rewriteNow", { n: blocks }),
      ),
      done !== null &&
        done.faults > 0 &&
        h(Button, { id: "lab-seal", disabled: news !== null, onClick: seal }, t("lab.limits.seal")),
      news !== null && h(Button, { plain: true, onClick: () => crew.stop() }, t("lab.stop")),
    ),
    done !== null && [
      h(Facts, {
        items: [
          [t("lab.limits.blocks"), count(blocks)],
          [t("lab.limits.hashes"), count(blocks)],
          [t("lab.limits.time"), time(t, done.ms), "lab-rewrite-time"],
          [t("lab.limits.million"), time(t, (done.ms / blocks) * 1_000_000)],
        ],
      }),
      h(
        Verdict,
        { id: "lab-rewrite-verdict", ok: done.faults === 0 },
        t(done.faults === 0 ? "lab.limits.rewritten" : "lab.limits.caught", { n: done.faults, all: blocks }),
      ),
    ],
    news !== null &&
      h("p", { class: "lab-progress" }, t("lab.progress", { tried: count(news.tried), time: time(t, news.ms) })),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    sealed !== null &&
      h(
        Verdict,
        { id: "lab-seal-verdict", ok: sealed.faults === 0 },
        t("lab.limits.sealed", {
          tried: count(sealed.tried),
          time: time(t, sealed.ms),
          expected: count(sealed.blocks * expectedTries(copy.rules.difficulty)),
        }),
      ),
  ];
}

function Longer({ t, copy, onRate }) {
  const crew = useCrew();
  const [done, setDone] = useState(null);
  const [news, setNews] = useState(null);
  const [failure, setFailure] = useState(null);
  if (copy.rules.rules !== "classic") {
    return [h("h3", null, t("lab.limits.longer")), h("p", null, t("lab.limits.longerNot"))];
  }
  if (copy.rules.difficulty > MAX_ZEROS) {
    return [
      h("h3", null, t("lab.limits.longer")),
      h("p", null, t("lab.limits.longerDear", { zeros: copy.rules.difficulty })),
    ];
  }

  async function prolong() {
    const top = copy.blocks.at(-1);
    const before = ground(readBlock(top.text, copy.blocks.length === 1 && copy.anchor === null));
    setFailure(null);
    setNews({ tried: 0, ms: 0 });
    try {
      const known = [before.proof];
      const end = await crew.sequence(before.proof, copy.rules.difficulty, (told) => {
        known.push(...told.proofs);
        setNews(told);
      });
      known.push(...end.proofs);
      onRate(end);
      const proofs = Array.from({ length: LONGER }, (_, i) => proofAt(known, end, i + 2));
      const begin = performance.now();
      const texts = prolonged({ height: top.height, before, proofs, seconds: Date.now() / 1000 });
      const ms = performance.now() - begin;
      const all = [...copy.blocks.map(({ text }) => text), ...texts];
      setDone({
        known: known.length - 1,
        tried: end.tried,
        searched: end.ms,
        ms,
        length: top.height + LONGER,
        faults: faultsIn(copy, all),
      });
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setNews(null);
    }
  }

  return [
    h("h3", null, t("lab.limits.longer")),
    h("p", null, t("lab.limits.longerWhy")),
    h(
      Tools,
      null,
      h(
        Button,
        { id: "lab-longer", disabled: news !== null, onClick: prolong },
        t("lab.limits.longerNow", { n: count(LONGER) }),
      ),
      news !== null && h(Button, { plain: true, onClick: () => crew.stop() }, t("lab.stop")),
    ),
    news !== null &&
      h("p", { class: "lab-progress" }, t("lab.progress", { tried: count(news.tried), time: time(t, news.ms) })),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    done !== null && [
      h(Facts, {
        items: [
          [t("lab.limits.known"), count(done.known)],
          [t("lab.limits.once"), time(t, done.searched)],
          [t("lab.limits.forged"), t("lab.limits.forgedIn", { n: count(LONGER), time: time(t, done.ms) })],
        ],
      }),
      h(
        Verdict,
        { id: "lab-longer-verdict", ok: done.faults === 0 },
        t("lab.limits.wins", { length: count(done.length), node: count(copy.height) }),
      ),
    ],
  ];
}
