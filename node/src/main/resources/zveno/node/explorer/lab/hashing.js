/** Exercise 2: what a block's hash is, step by step. */
import { h } from "preact";
import { useMemo, useState } from "preact/hooks";
import { calmMotion } from "../core/format.js";
import { Button, Facts, Prose, Tools, useTicks, Verdict, WholeHash } from "./parts.js";
import { BLOCK, CONSTANTS, trace, wordHex } from "./sha256.js";

const ROUNDS = 64;
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"];

export function Hashing({ t, copy, onDone }) {
  const [chosen, choose] = useState(copy.blocks.length - 1);
  const block = copy.blocks[chosen];
  return [
    h(Prose, null, h("p", null, t("lab.hashing.intro")), h("p", null, t("lab.hashing.covers"))),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field" },
        h("span", null, t("lab.hashing.block")),
        h(
          "select",
          { id: "lab-hash-block", value: chosen, onChange: (event) => choose(Number(event.currentTarget.value)) },
          copy.blocks.map(({ height }, i) => h("option", { key: height, value: i }, height)),
        ),
      ),
    ),
    h(HashSteps, { key: block.hash, t, text: block.text, expected: block.hash, onDone }),
  ];
}

/** Recomputes the hash of a text (ASCII) before the reader's eyes, and compares it with the one that is expected. */
export function HashSteps({ t, text, expected, onDone = () => {} }) {
  const bytes = useMemo(() => new TextEncoder().encode(text), [text]);
  const [index, setIndex] = useState(0);
  const [round, setRound] = useState(0);
  const [playing, play] = useState(false);
  const told = useMemo(() => trace(bytes, index), [bytes, index]);
  const last = index === told.blocks - 1;

  function show(piece, at) {
    setIndex(piece);
    setRound(at);
    onDone(piece === told.blocks - 1 && at === ROUNDS && told.hash === expected);
  }
  function step() {
    if (round < ROUNDS) {
      show(index, round + 1);
    } else if (!last) {
      show(index + 1, 0);
    } else {
      play(false);
    }
  }
  useTicks(playing, 60, step);

  return h(
    "div",
    { class: "lab-steps" },
    h("h3", null, t("lab.hashing.text")),
    h(Pieces, { text, index, label: t("lab.hashing.text") }),
    h(Facts, {
      items: [
        [t("lab.hashing.bytes"), String(bytes.length)],
        [t("lab.hashing.padded"), String(told.padded.length)],
        [t("lab.hashing.pieces"), String(told.blocks)],
      ],
    }),
    h(
      Tools,
      null,
      h(
        Button,
        { id: "lab-piece-back", plain: true, disabled: index === 0, onClick: () => show(index - 1, 0) },
        t("lab.hashing.back"),
      ),
      h("span", { class: "lab-where" }, t("lab.hashing.piece", { piece: index + 1, pieces: told.blocks })),
      h(
        Button,
        { id: "lab-piece-on", plain: true, disabled: last, onClick: () => show(index + 1, 0) },
        t("lab.hashing.on"),
      ),
    ),
    h("h3", null, t("lab.hashing.padding")),
    h("p", { class: "lab-note" }, t("lab.hashing.paddingWhy")),
    h(Bytes, { t, told, length: bytes.length }),
    h("h3", null, t("lab.hashing.rounds")),
    h("p", { class: "lab-note" }, t("lab.hashing.roundsWhy")),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.hashing.round", { round, rounds: ROUNDS })),
        h("input", {
          id: "lab-round",
          type: "range",
          min: 0,
          max: ROUNDS,
          value: round,
          onInput: (event) => {
            play(false);
            show(index, Number(event.currentTarget.value));
          },
        }),
      ),
      h(
        Button,
        {
          id: "lab-play",
          disabled: last && round === ROUNDS,
          onClick: () => (calmMotion() ? show(told.blocks - 1, ROUNDS) : play(!playing)),
        },
        t(playing ? "lab.pause" : "lab.hashing.play"),
      ),
      h(
        Button,
        {
          id: "lab-to-end",
          plain: true,
          disabled: last && round === ROUNDS,
          onClick: () => (play(false), show(told.blocks - 1, ROUNDS)),
        },
        t("lab.hashing.end"),
      ),
    ),
    h(Schedule, { t, told, round }),
    h(Working, { t, told, round }),
    h(Result, { t, told, round, last, expected }),
  );
}

/** The text in pieces of 64 characters, the present one marked; of a long text only what is around it. */
function Pieces({ text, index, label }) {
  const from = index * BLOCK;
  const before = text.slice(Math.max(0, from - 4 * BLOCK), from);
  const after = text.slice(from + BLOCK, from + 12 * BLOCK);
  return h(
    "p",
    { class: "lab-pieces", tabindex: 0, role: "region", "aria-label": label },
    h(
      "code",
      null,
      from > before.length ? "…" : "",
      before,
      h("mark", null, text.slice(from, from + BLOCK)),
      after,
      from + BLOCK + after.length < text.length ? "…" : "",
    ),
  );
}

function Bytes({ t, told, length }) {
  const from = told.index * BLOCK;
  const kind = (at) =>
    at < length ? "text" : at === length ? "one" : at >= told.padded.length - 8 ? "length" : "zero";
  return [
    h(
      "ol",
      { class: "lab-bytes", "aria-label": t("lab.hashing.padding") },
      Array.from(told.padded.subarray(from, from + BLOCK), (byte, i) =>
        h(
          "li",
          {
            key: i,
            class: `is-${kind(from + i)}`,
            title: kind(from + i) === "text" ? String.fromCharCode(byte) : t(`lab.hashing.${kind(from + i)}`),
          },
          byte.toString(16).padStart(2, "0"),
        ),
      ),
    ),
    h(
      "p",
      { class: "lab-legend" },
      ["text", "one", "zero", "length"].map((name) =>
        h("span", { key: name, class: `is-${name}` }, t(`lab.hashing.${name}`)),
      ),
    ),
  ];
}

/** The 64 words; the one that the present round takes, and those that it was made of. */
function Schedule({ t, told, round }) {
  const now = round - 1;
  const sources = now >= 16 ? [now - 2, now - 7, now - 15, now - 16] : [];
  return [
    h("h4", null, t("lab.hashing.schedule")),
    h(
      "ol",
      { class: "lab-words", "aria-label": t("lab.hashing.schedule") },
      told.schedule.map((word, i) =>
        h(
          "li",
          { key: i, class: i === now ? "is-now" : sources.includes(i) ? "is-source" : i < 16 ? "is-given" : "" },
          wordHex(word),
        ),
      ),
    ),
    h(
      "p",
      { class: "lab-note lab-formula" },
      now < 0
        ? t("lab.hashing.start")
        : now < 16
          ? `W${sub(now)} = ${t("lab.hashing.given")}`
          : `W${sub(now)} = W${sub(now - 16)} + σ₀(W${sub(now - 15)}) + W${sub(now - 7)} + σ₁(W${sub(now - 2)})`,
    ),
  ];
}

const sub = (n) => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

function Working({ t, told, round }) {
  const words = told.working[round];
  return [
    h("h4", null, t("lab.hashing.working")),
    h(
      "dl",
      { class: "lab-working" },
      NAMES.map((name, i) =>
        h(
          "div",
          { key: name, class: round > 0 && (i === 0 || i === 4) ? "is-new" : "" },
          h("dt", null, name),
          h("dd", null, wordHex(words[i])),
        ),
      ),
    ),
    h(
      "p",
      { class: "lab-note lab-formula" },
      round === 0
        ? t("lab.hashing.before")
        : `T₁ = h + Σ₁(e) + Ch(e, f, g) + ${wordHex(CONSTANTS[round - 1])} + W${sub(round - 1)};  T₂ = Σ₀(a) + Maj(a, b, c);  a ← T₁ + T₂;  e ← d + T₁`,
    ),
  ];
}

function Result({ t, told, round, last, expected }) {
  if (round < ROUNDS) {
    return h(Verdict, { ok: null }, t("lab.hashing.notYet"));
  }
  if (!last) {
    return h(Verdict, { ok: null }, t("lab.hashing.nextPiece", { state: Array.from(told.after, wordHex).join(" ") }));
  }
  return [
    h("p", { class: "lab-line" }, h(WholeHash, { hash: told.hash, id: "lab-hash-result" })),
    h(
      Verdict,
      { id: "lab-hash-verdict", ok: told.hash === expected },
      t(told.hash === expected ? "lab.hashing.same" : "lab.hashing.other", { hash: expected }),
    ),
  ];
}
