/** Exercise 8: the sequence of proofs, which is always the same, and goes round in a circle. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { count, hashRate } from "../core/format.js";
import { tamper } from "./bench.js";
import { ground, isBlock, proofOf, puzzleAfter, readBlock } from "./chain.js";
import { Stopped } from "./crew.js";
import { Button, Facts, Prose, time, Tools, useCrew, Verdict } from "./parts.js";
import { expectedTries, proofAt } from "./proofs.js";

/** The proof of the tutorial's first block: `new_block(previous_hash=1, proof=100)`. */
const START = "100";

const MAX_ZEROS = 6;

/** More dots than this are not told apart. */
const MAX_DOTS = 600;

export function SequenceExercise({ t, copy, rate, onRate, onDone }) {
  const crew = useCrew();
  const [zeros, setZeros] = useState(Math.min(MAX_ZEROS, Math.max(1, copy.rules.difficulty)));
  const [start, setStart] = useState(START);
  const [proofs, setProofs] = useState([]);
  const [circle, setCircle] = useState(null);
  const [news, setNews] = useState(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(null);
  const valid = /^(0|[1-9][0-9]{0,30})$/.test(start);

  function forget() {
    setProofs([]);
    setCircle(null);
    setNews(null);
  }

  async function compute() {
    forget();
    setFailure(null);
    setBusy(true);
    setProofs([start]);
    const known = [start];
    const hear = (told) => {
      known.push(...told.proofs);
      setProofs([...known]);
      setNews(told);
    };
    try {
      const end = await crew.sequence(start, zeros, hear);
      hear(end);
      onRate(end);
      setCircle(end);
      onDone(true);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setBusy(false);
    }
  }

  return [
    h(Prose, null, h("p", null, t("lab.sequence.intro")), h("p", null, t(`lab.sequence.${copy.rules.rules}`))),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field" },
        h("span", null, t("lab.sequence.start")),
        h("input", {
          id: "lab-start",
          type: "text",
          value: start,
          inputmode: "numeric",
          autocomplete: "off",
          size: 8,
          disabled: busy,
          "aria-invalid": String(!valid),
          onInput: (event) => (setStart(event.currentTarget.value.trim()), forget()),
        }),
      ),
      h(
        "label",
        { class: "lab-field" },
        h("span", null, t("lab.sequence.zeros")),
        h(
          "select",
          {
            id: "lab-sequence-zeros",
            value: zeros,
            disabled: busy,
            onChange: (event) => (setZeros(Number(event.currentTarget.value)), forget()),
          },
          Array.from({ length: MAX_ZEROS }, (_, i) => h("option", { key: i, value: i + 1 }, i + 1)),
        ),
      ),
      h(Button, { id: "lab-compute", disabled: busy || !valid, onClick: compute }, t("lab.sequence.compute")),
      busy && h(Button, { id: "lab-sequence-stop", plain: true, onClick: () => crew.stop() }, t("lab.stop")),
    ),
    circle === null && h(Estimate, { t, zeros, rate }),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    news !== null &&
      h(Facts, {
        items: [
          [t("lab.sequence.found"), count(proofs.length - 1), "lab-found"],
          [t("lab.sequence.tried"), count(news.tried), "lab-sequence-tried"],
          [t("lab.time"), time(t, news.ms)],
          [t("lab.rate"), hashRate((news.tried / Math.max(news.ms, 1)) * 1000)],
        ],
      }),
    proofs.length > 1 && h(Bars, { t, proofs, circle }),
    circle !== null && [
      h(Circle, { t, proofs, circle }),
      h(
        Verdict,
        { id: "lab-sequence-verdict", ok: true },
        t("lab.sequence.periodic", {
          from: circle.tail + 1,
          n: circle.period,
          proofs: proofs.length - 1,
          tried: count(news.tried),
        }),
      ),
      h(OnTheNode, { t, copy, proofs, circle, zeros, start }),
    ],
    proofs.length > 1 &&
      h(
        "details",
        { class: "lab-details" },
        h("summary", null, t("lab.sequence.all", { n: proofs.length })),
        h("p", { class: "lab-proofs", id: "lab-proofs" }, proofs.join(" ")),
      ),
    h(TwoVersions, { t, copy, onRate }),
  ];
}

/**
 * Two proofs are alike with a chance of about one in 2 * 16^n, so the first that comes back is to be expected after about
 * the square root of pi * 16^n of them (the birthday paradox).
 */
function Estimate({ t, zeros, rate }) {
  const tries = expectedTries(zeros) * Math.sqrt(Math.PI * expectedTries(zeros));
  return rate === null || zeros < 4
    ? null
    : h("p", { class: "lab-note" }, t("lab.sequence.estimate", { time: time(t, (tries / rate) * 1000) }));
}

/** Every block of the copy, held against the sequence. */
function OnTheNode({ t, copy, proofs, circle, zeros, start }) {
  if (copy.rules.rules !== "classic" || zeros !== copy.rules.difficulty || start !== START) {
    return null;
  }
  const alike = copy.blocks.filter(({ text, height }) => {
    const block = readBlock(text, height === 1);
    return isBlock(block) && proofOf(block) === proofAt(proofs, circle, height);
  }).length;
  return h(
    Verdict,
    { id: "lab-sequence-node", ok: alike === copy.blocks.length },
    t("lab.sequence.node", { alike, n: copy.blocks.length, first: copy.blocks[0].height, last: copy.height }),
  );
}

const BARS = { width: 720, height: 120 };

/** The proofs as they come, each a bar: first those that never come back, then the circle. */
function Bars({ t, proofs, circle }) {
  const values = proofs.map(Number);
  const most = Math.max(...values);
  const step = BARS.width / Math.max(values.length, 40);
  const stroke = (value, i) =>
    `M${((i + 0.5) * step).toFixed(1)} ${BARS.height}v${(-4 - (value / most) * (BARS.height - 8)).toFixed(1)}`;
  const split = circle === null ? values.length : circle.tail;
  const paths = values.map(stroke);
  return h(
    "svg",
    {
      class: "lab-bars",
      viewBox: `0 0 ${BARS.width} ${BARS.height}`,
      role: "img",
      "aria-label": t("lab.sequence.bars", { n: proofs.length }),
    },
    h("path", {
      class: "lab-stroke is-tail",
      d: paths.slice(0, split).join(""),
      "stroke-width": Math.max(0.5, step * 0.7),
    }),
    h("path", {
      class: "lab-stroke is-circle",
      d: paths.slice(split).join(""),
      "stroke-width": Math.max(0.5, step * 0.7),
    }),
  );
}

const RHO = { width: 720, height: 300, x: 560, y: 150, radius: 125 };

/** The way into the circle, and the circle: the letter rho. */
function Circle({ t, proofs, circle }) {
  const { tail, period } = circle;
  const entrance = RHO.x - RHO.radius;
  const point = (i) => {
    if (i < tail) {
      const part = i / tail;
      return [16 + part * (entrance - 16), RHO.y + 70 * Math.sin(part * Math.PI) * (1 - part)];
    }
    const angle = Math.PI - ((i - tail) / period) * 2 * Math.PI;
    return [RHO.x + RHO.radius * Math.cos(angle), RHO.y - RHO.radius * Math.sin(angle)];
  };
  const every = Math.ceil(proofs.length / MAX_DOTS);
  const places = proofs.map((_, i) => point(i));
  const way = places.slice(0, tail + 1).map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  const [first] = places;
  const [joinX, joinY] = places[tail];
  return h(
    "svg",
    {
      class: "lab-rho",
      viewBox: `0 0 ${RHO.width} ${RHO.height}`,
      role: "img",
      "aria-label": t("lab.sequence.circle", { tail, n: period }),
    },
    h("path", { class: "lab-way", d: `M${way.join("L")}` }),
    h("circle", { class: "lab-way", cx: RHO.x, cy: RHO.y, r: RHO.radius }),
    places.map(
      ([x, y], i) =>
        i % every === 0 &&
        h(
          "circle",
          {
            key: i,
            class: i < tail ? "lab-dot is-tail" : "lab-dot is-circle",
            cx: x.toFixed(1),
            cy: y.toFixed(1),
            r: period > 200 ? 2 : 4,
          },
          h("title", null, t("lab.sequence.dot", { height: i + 1, proof: proofs[i] })),
        ),
    ),
    h("text", { class: "lab-tick", x: first[0] - 8, y: first[1] - 14 }, t("lab.sequence.first", { proof: proofs[0] })),
    tail > 0 &&
      h(
        "text",
        { class: "lab-tick", x: joinX + 14, y: joinY + 5 },
        t("lab.sequence.joins", { height: tail + 1, proof: proofs[tail] }),
      ),
    h("text", { class: "lab-tick is-large", x: RHO.x, y: RHO.y - 40, "text-anchor": "middle" }, period),
    h("text", { class: "lab-tick", x: RHO.x, y: RHO.y + 56, "text-anchor": "middle" }, t("lab.sequence.period")),
  );
}

/** Whether the next proof depends on what is in the block: two versions of one block, and a search after each. */
function TwoVersions({ t, copy, onRate }) {
  const crew = useCrew();
  const [found, setFound] = useState(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(null);
  const top = copy.blocks.at(-1);
  const first = copy.blocks.length === 1 && copy.anchor === null;
  const versions = [top.text, tamper(top.text)].map((text) => readBlock(text, first));

  async function search() {
    setBusy(true);
    setFailure(null);
    try {
      const both = [];
      for (const version of versions) {
        const one = await crew.search(puzzleAfter(ground(version), copy.rules));
        onRate(one);
        both.push(one.proof);
      }
      setFound(both);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setBusy(false);
    }
  }

  if (!versions.every(isBlock)) {
    return null;
  }
  return [
    h("h3", null, t("lab.sequence.versions")),
    h("p", null, t("lab.sequence.versionsWhy", { height: top.height })),
    h(
      Tools,
      null,
      h(Button, { id: "lab-versions", plain: true, disabled: busy, onClick: search }, t("lab.sequence.versionsNow")),
      busy && h(Button, { plain: true, onClick: () => crew.stop() }, t("lab.stop")),
    ),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    found !== null &&
      h(
        Verdict,
        { id: "lab-versions-verdict", ok: true },
        t(found[0] === found[1] ? "lab.sequence.alike" : "lab.sequence.unlike", { one: found[0], other: found[1] }),
      ),
  ];
}
