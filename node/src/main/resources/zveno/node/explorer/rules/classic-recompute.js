/**
 * The block's hash and its proof, computed anew by the reader's own machine, step by step. Nothing is taken from the node but
 * the bytes; what it says of them is only compared.
 */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { bytes as size, brief, calmMotion, count, words } from "../core/format.js";
import { t } from "../core/i18n.js";
import { member, parse, write } from "../core/json.js";
import { startWorker } from "../core/worker.js";
import { CheckIcon, CrossIcon } from "../shell/icons.js";
import { ErrorNote } from "../parts/error.js";
import { useLive } from "../parts/hooks.js";

const FRAME = 34;
const LARGEST = 64 << 20;

const encode = (text) => new TextEncoder().encode(text);
const decode = (bytes) => new TextDecoder().decode(bytes);

/** One worker, asked one thing at a time. */
class Calculator {
  constructor() {
    this.worker = startWorker("work/verify.js");
  }

  ask(question, tell = () => {}) {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => (data.kind === "done" ? resolve(data) : tell(data));
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.postMessage(question);
    });
  }

  close() {
    this.worker.terminate();
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Shows some frames one after another, or only the last one if the reader wants it calm. */
async function play(frames, show, alive) {
  if (!calmMotion()) {
    for (const frame of frames) {
      if (!alive()) {
        return;
      }
      show(frame);
      await pause(FRAME);
    }
  }
  show(frames.at(-1));
}

/** The four steps. Each gets what the ones before it have found, and returns what it found. */
function steps(header, status) {
  return [
    {
      name: "bytes",
      async run() {
        const own = await api.canonical(header.hash);
        return { bytes: own, block: parse(decode(own)) };
      },
    },
    {
      name: "hash",
      async run(found, tools) {
        const frames = [];
        const done = await tools.calculator.ask({ kind: "hash", bytes: found.bytes }, (state) => frames.push(state));
        await play(frames, (frame) => tools.show({ state: frame.state, chunk: frame.chunk, of: frame.of }), tools.alive);
        return { hash: done.hash, ms: done.ms, good: done.hash === header.hash };
      },
    },
    {
      name: "link",
      async run(found, tools) {
        if (header.height === 1) {
          return { first: true, good: true };
        }
        const parent = await api.canonical(header.parent);
        const { hash } = await tools.calculator.ask({ kind: "hash", bytes: parent });
        return { parentHash: hash, parent: parse(decode(parent)), good: hash === member(found.block, "previous_hash") };
      },
    },
    {
      name: "proof",
      async run(found, tools) {
        if (header.height === 1) {
          return { first: true, good: true };
        }
        const { rules, difficulty } = status.rules;
        const after = rules === "upstream" ? found.parentHash : "";
        const guess = [write(member(found.parent, "proof")), write(member(found.block, "proof")), after];
        const bytes = encode(guess.join(""));
        const done = await tools.calculator.ask({ kind: bytes.length < 56 ? "rounds" : "hash", bytes }, () => {});
        if (done.working) {
          const frames = done.working.map((state, round) => ({ state, round }));
          await play(frames, (frame) => tools.show(frame), tools.alive);
        }
        return { guess, proofHash: done.hash, zeros: difficulty, good: done.hash.startsWith("0".repeat(difficulty)) };
      },
    },
  ];
}

export function Recompute({ header }) {
  const { status } = useLive();
  const [done, setDone] = useState([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const [shown, setShown] = useState(null);
  const alive = useRef(true);
  const calculator = useRef(null);

  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
      calculator.current?.close();
    };
  }, []);

  if (header.size > LARGEST || !header.onChain || !status) {
    return null;
  }
  const all = steps(header, status);

  const run = async (from, to) => {
    calculator.current ??= new Calculator();
    const tools = { calculator: calculator.current, alive: () => alive.current, show: (what) => alive.current && setShown(what) };
    let results = from === 0 ? [] : done;
    setBusy(true);
    setError(null);
    setShown(null);
    setDone(results);
    try {
      for (let i = results.length; i < to; i++) {
        const found = Object.assign({}, ...results.map(({ good, first, ...rest }) => rest));
        const result = await all[i].run(found, tools);
        if (!alive.current) {
          return;
        }
        results = [...results, { good: true, ...result }];
        setDone(results);
        setShown(null);
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
    h("p", { class: "soft" }, t("recompute.text")),
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
        const running = busy && i === done.length;
        return h(
          "li",
          { key: step.name, class: result ? (result.good ? "right" : "wrong") : running ? "running" : "" },
          h("span", { class: "sign", "aria-hidden": "true" }, result ? h(result.good ? CheckIcon : CrossIcon) : i + 1),
          h(
            "div",
            { class: "stack" },
            h("h3", null, t("recompute." + step.name)),
            running && shown && h(Working, { shown }),
            result && h(Found, { name: step.name, result, header }),
          ),
        );
      }),
    ),
    h(ErrorNote, { error }),
    h("div", { role: "status" }, finished && h("p", { class: "notice " + (right ? "good" : "bad") }, t(right ? "recompute.right" : "recompute.wrong"))),
  );
}

/** The eight words of SHA-256 as lamps, 32 to a row. */
function Working({ shown }) {
  return h(
    "div",
    { class: "working" },
    h(Lamps, { state: shown.state }),
    h("p", { class: "small soft number" }, shown.of ? t("recompute.chunk", { i: count(shown.chunk), n: count(shown.of) }) : t("recompute.round", { i: shown.round })),
  );
}

function Lamps({ state }) {
  const on = [];
  Array.from(state).forEach((word, row) => {
    for (let bit = 0; bit < 32; bit++) {
      if ((word >>> (31 - bit)) & 1) {
        on.push(`M${bit * 10 + 1} ${row * 10 + 1}h8v8h-8z`);
      }
    }
  });
  return h("svg", { class: "lamps", viewBox: "0 0 320 80", "aria-hidden": "true" }, h("rect", { width: 320, height: 80, class: "off" }), h("path", { d: on.join(""), class: "on" }));
}

/** A hash as the words that it is written from. */
const wordsOf = (hash) => hash.match(/.{8}/g).map((word) => parseInt(word, 16));

function Digest({ hash, zeros = 0 }) {
  return h("span", { class: "mono digest" }, zeros > 0 && h("b", null, hash.slice(0, zeros)), hash.slice(zeros));
}

function Found({ name, result, header }) {
  if (result.first) {
    return h("p", null, t(`recompute.${name}.first`));
  }
  switch (name) {
    case "bytes":
      return [h("p", null, t("recompute.bytes.found", { size: size(result.bytes.length), n: count(result.bytes.length) })), h("p", { class: "mono cut" }, words(decode(result.bytes.subarray(0, 400)), 300))];
    case "hash":
      return [
        h("div", { class: "working" }, h(Lamps, { state: wordsOf(result.hash) })),
        h("p", null, h(Digest, { hash: result.hash })),
        h("p", { class: "soft small" }, t("recompute.hash.found", { n: count(Math.ceil((header.size + 9) / 64)), ms: brief(result.ms) })),
        h("p", null, t(result.good ? "recompute.hash.right" : "recompute.hash.wrong")),
      ];
    case "link":
      return [h("p", null, h(Digest, { hash: result.parentHash })), h("p", null, t(result.good ? "recompute.link.right" : "recompute.link.wrong", { n: count(header.height - 1) }))];
    default:
      return [
        h("p", { class: "mono cut guess" }, 'sha256("', words(result.guess[0], 80), h("b", null, words(result.guess[1], 80)), result.guess[2], '")'),
        h("div", { class: "working" }, h(Lamps, { state: wordsOf(result.proofHash) })),
        h("p", null, h(Digest, { hash: result.proofHash, zeros: result.good ? result.zeros : 0 })),
        h("p", null, t(result.good ? "recompute.proof.right" : "recompute.proof.wrong", { n: result.zeros })),
        h("p", { class: "soft small" }, t("recompute.proof.note")),
      ];
  }
}
