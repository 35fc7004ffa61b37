/** Exercise 5: raise the difficulty, and see the expected time grow. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { brief, count, hashRate } from "../core/format.js";
import { below } from "./bench.js";
import { isBlock, proofOf, puzzleAfter, readBlock, tail } from "./chain.js";
import { Stopped } from "./crew.js";
import { Button, Prose, time, Tools, useCrew, Verdict } from "./parts.js";
import { expectedTries } from "./proofs.js";

const MAX_ZEROS = 8;

export function DifficultyExercise({ t, copy, rate, onRate, onDone }) {
  const crew = useCrew();
  const [zeros, setZeros] = useState(3);
  const [results, setResults] = useState([]);
  const [news, setNews] = useState(null);
  const [checked, setChecked] = useState(null);
  const [failure, setFailure] = useState(null);
  const puzzle = puzzleOfTip(copy);

  /** The puzzles after the proofs 1, 2, 3 and so on: each is as good as any other. */
  async function measure(times) {
    setFailure(null);
    let next = results.length + 1;
    try {
      for (let left = times; left > 0; left--, next++) {
        setNews({ tried: 0, ms: 0 });
        const found = await crew.search(
          { head: String(next), tail: tail(copy.rules, copy.blocks.at(-1)), zeros },
          setNews,
        );
        onRate(found);
        setResults((before) => [...before, { zeros, tried: found.tried, ms: found.ms }]);
      }
    } catch (error) {
      report(error);
    } finally {
      setNews(null);
    }
  }

  async function check() {
    setFailure(null);
    try {
      setNews({ tried: 0, ms: 0 });
      const found = await crew.search(puzzle, setNews);
      onRate(found);
      const theirs = proofOf(readBlock(copy.blocks.at(-1).text));
      setChecked({ ours: found.proof, theirs });
      onDone(found.proof === theirs);
    } catch (error) {
      report(error);
    } finally {
      setNews(null);
    }
  }

  function report(error) {
    if (!(error instanceof Stopped)) {
      setFailure(error.message);
    }
  }

  const busy = news !== null;
  return [
    h(Prose, null, h("p", null, t("lab.difficulty.intro")), h("p", null, t("lab.difficulty.luck"))),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.difficulty.zeros", { n: zeros })),
        h("input", {
          id: "lab-zeros",
          type: "range",
          min: 1,
          max: MAX_ZEROS,
          value: zeros,
          disabled: busy,
          onInput: (event) => setZeros(Number(event.currentTarget.value)),
        }),
      ),
      h(Button, { id: "lab-search-once", disabled: busy, onClick: () => measure(1) }, t("lab.difficulty.once")),
      h(
        Button,
        { id: "lab-search-many", plain: true, disabled: busy, onClick: () => measure(20) },
        t("lab.difficulty.many"),
      ),
      busy && h(Button, { plain: true, onClick: () => crew.stop() }, t("lab.stop")),
    ),
    busy && h("p", { class: "lab-progress" }, t("lab.progress", { tried: count(news.tried), time: time(t, news.ms) })),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    h(Table, { t, zeros, rate, results, nodes: copy.rules.difficulty }),
    h(Strip, { t, zeros, results }),
    h("h3", null, t("lab.difficulty.check")),
    puzzle === null
      ? h(Verdict, { ok: null }, t("lab.difficulty.nothing"))
      : [
          h(
            "p",
            null,
            t("lab.difficulty.checkWhy", {
              n: copy.rules.difficulty,
              height: copy.height,
              tries: count(expectedTries(copy.rules.difficulty)),
            }),
          ),
          h(
            Tools,
            null,
            h(Button, { id: "lab-check-proof", disabled: busy, onClick: check }, t("lab.difficulty.checkNow")),
          ),
          checked !== null &&
            h(
              Verdict,
              { id: "lab-difficulty-verdict", ok: checked.ours === checked.theirs },
              t(checked.ours === checked.theirs ? "lab.difficulty.same" : "lab.difficulty.other", checked),
            ),
        ],
  ];
}

/** What the newest block of the copy has solved; null if it is the first of the chain. */
function puzzleOfTip(copy) {
  const texts = copy.blocks.map(({ text }) => text);
  const before = below(copy, texts, texts.length - 1);
  return before === null || !isBlock(readBlock(texts.at(-1))) ? null : puzzleAfter(before, copy.rules);
}

function Table({ t, zeros, rate, results, nodes }) {
  const rows = Array.from({ length: MAX_ZEROS }, (_, i) => i + 1);
  return h(
    "div",
    { class: "lab-scroll", tabindex: 0, role: "region", "aria-label": t("lab.difficulty.table") },
    h(
      "table",
      { class: "lab-table", id: "lab-difficulties" },
      h(
        "caption",
        null,
        rate === null ? t("lab.difficulty.noRate") : t("lab.difficulty.rate", { rate: hashRate(rate) }),
      ),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["zero", "expected", "time", "measured"].map((name) =>
            h("th", { scope: "col", key: name }, t(`lab.difficulty.${name}`)),
          ),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((n) => {
          const own = results.filter((result) => result.zeros === n);
          const mean = own.reduce((sum, { tried }) => sum + tried, 0) / own.length;
          return h(
            "tr",
            { key: n, class: n === zeros ? "is-now" : "", "aria-current": n === zeros ? "true" : undefined },
            h("th", { scope: "row" }, n, n === nodes && h("small", null, " ", t("lab.difficulty.nodes"))),
            h(
              "td",
              null,
              count(expectedTries(n)),
              h("span", { class: "lab-bar", style: { inlineSize: `${(n / MAX_ZEROS) * 100}%` } }),
            ),
            h("td", null, rate === null ? "—" : time(t, (expectedTries(n) / rate) * 1000)),
            h("td", null, own.length === 0 ? "—" : t("lab.difficulty.mean", { mean: brief(mean), n: own.length })),
          );
        }),
      ),
    ),
  );
}

const STRIP = { width: 640, height: 72, least: -7, most: 3 };

/** Every search as a dot: how long it took, against what was to be expected; each mark doubles. */
function Strip({ t, zeros, results }) {
  const own = results.filter((result) => result.zeros === zeros);
  if (own.length === 0) {
    return null;
  }
  const place = (ratio) => {
    const at = Math.min(STRIP.most, Math.max(STRIP.least, Math.log2(ratio)));
    return 10 + ((at - STRIP.least) / (STRIP.most - STRIP.least)) * (STRIP.width - 20);
  };
  const sooner = own.filter(({ tried }) => tried <= expectedTries(zeros)).length;
  const marks = [1 / 64, 1 / 16, 1 / 4, 1, 4];
  return h(
    "figure",
    { class: "lab-figure" },
    h(
      "svg",
      {
        viewBox: `0 0 ${STRIP.width} ${STRIP.height}`,
        role: "img",
        "aria-label": t("lab.difficulty.strip", { n: own.length, sooner }),
      },
      h("line", { class: "lab-axis", x1: 0, x2: STRIP.width, y1: 46, y2: 46 }),
      marks.map((ratio) => [
        h("line", {
          class: ratio === 1 ? "lab-mark is-strong" : "lab-mark",
          x1: place(ratio),
          x2: place(ratio),
          y1: 8,
          y2: 50,
        }),
        h(
          "text",
          { class: "lab-tick", x: place(ratio), y: 66, "text-anchor": "middle" },
          ratio >= 1 ? `×${ratio}` : `×1/${1 / ratio}`,
        ),
      ]),
      own.map(({ tried }, i) =>
        h("circle", { key: i, class: "lab-dot", cx: place(tried / expectedTries(zeros)), cy: 40 - (i % 5) * 6, r: 4 }),
      ),
    ),
    h("figcaption", null, t("lab.difficulty.strip", { n: own.length, sooner })),
  );
}
