/** Exercise 4: repair by mining again, block after block, and see what it costs. */

import { h } from "preact";
import { useState } from "preact/hooks";
import { brief, count, hashRate } from "../core/format.js";
import { below, inspect, tamper } from "./bench.js";
import { ChainCards, explain } from "./cards.js";
import { isBlock, proofOf, puzzleAfter, readBlock, resealed } from "./chain.js";
import { Stopped } from "./crew.js";
import { Button, Facts, Prose, time, Tools, useCrew, Verdict } from "./parts.js";
import { expectedTries } from "./proofs.js";

export function Repair({ t, copy, bench, rows, firstFault, setBench, busy, setBusy, onDone, onRate, rate }) {
  const crew = useCrew();
  const [log, setLog] = useState([]);
  const [news, setNews] = useState(null);
  const [failure, setFailure] = useState(null);
  const touched = rows.some(({ change }) => change.kind === "changed");
  const stuck = firstFault >= 0 && !canBeMined(rows[firstFault]);

  async function mine(wanted) {
    let texts = bench;
    let fault = firstFault;
    setBusy(true);
    setFailure(null);
    try {
      for (let left = wanted; left > 0 && fault >= 0; left--) {
        const before = below(copy, texts, fault);
        const block = readBlock(texts[fault], false);
        if (before === null || !isBlock(block)) {
          break;
        }
        const height = copy.blocks[fault].height;
        setNews({ height, tried: 0, ms: 0 });
        const found = await crew.search(puzzleAfter(before, copy.rules), (told) => setNews({ height, ...told }));
        onRate(found);
        const entry = { height, was: proofOf(block), is: found.proof, tried: found.tried, ms: found.ms };
        texts = texts.with(fault, resealed(block, before, found.proof));
        setBench(texts);
        setLog((entries) => [...entries, entry]);
        fault = inspect(copy, texts).firstFault;
      }
      onDone(fault < 0);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setNews(null);
      setBusy(false);
    }
  }

  function breakOne() {
    const middle = Math.floor((bench.length - 1) / 2);
    setLog([]);
    setBench(bench.with(middle, tamper(bench[middle])));
  }

  return [
    h(Prose, null, h("p", null, t("lab.repair.intro")), h("p", null, t(`lab.repair.${copy.rules.rules}`))),
    h(ChainCards, { t, rows, label: t("lab.tamper.chain") }),
    h(
      Tools,
      null,
      !touched && h(Button, { id: "lab-break", disabled: busy, onClick: breakOne }, t("lab.repair.break")),
      h(
        Button,
        { id: "lab-mine-one", disabled: busy || firstFault < 0 || stuck, onClick: () => mine(1) },
        t("lab.repair.one"),
      ),
      h(
        Button,
        { id: "lab-mine-all", disabled: busy || firstFault < 0 || stuck, onClick: () => mine(Infinity) },
        t("lab.repair.all"),
      ),
      busy && h(Button, { id: "lab-stop", plain: true, onClick: () => crew.stop() }, t("lab.stop")),
      touched &&
        h(
          Button,
          {
            id: "lab-start-over",
            plain: true,
            disabled: busy,
            onClick: () => {
              setLog([]);
              setBench(copy.blocks.map(({ text }) => text));
            },
          },
          t("lab.tamper.undoAll"),
        ),
    ),
    h(Estimate, { t, rows, firstFault, zeros: copy.rules.difficulty, rate }),
    news !== null &&
      h(
        "p",
        { class: "lab-progress" },
        t("lab.repair.progress", { height: news.height, tried: count(news.tried), time: time(t, news.ms) }),
      ),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    stuck &&
      h(Verdict, { ok: false }, [
        explain(t, rows[firstFault].faults[0], rows[firstFault].height),
        " ",
        t("lab.repair.byHand"),
      ]),
    log.length > 0 && h(Log, { t, log }),
    h(Outcome, { t, copy, rows, touched, firstFault, log }),
  ];
}

/** Mining puts links and proofs right, and nothing else. */
function canBeMined({ faults }) {
  return faults.every(({ kind }) => kind === "link" || kind === "proof");
}

function Estimate({ t, rows, firstFault, zeros, rate }) {
  if (firstFault < 0 || rate === null) {
    return null;
  }
  const blocks = rows.length - firstFault;
  const tries = blocks * expectedTries(zeros);
  return h(
    "p",
    { class: "lab-note" },
    t("lab.repair.estimate", { n: blocks, tries: brief(tries), time: time(t, (tries / rate) * 1000) }),
  );
}

function Log({ t, log }) {
  const tried = log.reduce((sum, entry) => sum + entry.tried, 0);
  const ms = log.reduce((sum, entry) => sum + entry.ms, 0);
  return [
    h(
      "div",
      { class: "lab-scroll", tabindex: 0, role: "region", "aria-label": t("lab.repair.log") },
      h(
        "table",
        { class: "lab-table", id: "lab-log" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["block", "was", "is", "tried", "time"].map((name) =>
              h("th", { scope: "col", key: name }, t(`lab.repair.${name}`)),
            ),
          ),
        ),
        h(
          "tbody",
          null,
          log.map((entry, i) =>
            h(
              "tr",
              { key: i },
              h("th", { scope: "row" }, entry.height),
              h("td", null, entry.was),
              h("td", null, entry.is),
              h("td", null, count(entry.tried)),
              h("td", null, time(t, entry.ms)),
            ),
          ),
        ),
      ),
    ),
    h(Facts, {
      items: [
        [t("lab.repair.blocks"), count(log.length)],
        [t("lab.repair.tried"), count(tried)],
        [t("lab.repair.time"), time(t, ms)],
        [t("lab.rate"), hashRate((tried / ms) * 1000)],
      ],
    }),
  ];
}

function Outcome({ t, copy, rows, touched, firstFault, log }) {
  if (!touched) {
    return h(Verdict, { ok: null }, t("lab.repair.whole", { count: rows.length }));
  }
  if (firstFault >= 0) {
    return h(Verdict, { ok: false }, t("lab.repair.broken", { height: rows[firstFault].height }));
  }
  const spared = log.filter(({ was, is }) => was === is).length;
  return [
    h(
      Verdict,
      { ok: true, id: "lab-repaired" },
      t(log.length === 0 ? "lab.repair.free" : "lab.repair.done", {
        tip: rows.at(-1).block.hash.slice(0, 12),
        node: copy.blocks.at(-1).hash.slice(0, 12),
      }),
    ),
    spared > 0 && h("p", { class: "lab-note" }, t("lab.repair.spared", { n: spared, all: log.length })),
  ];
}
