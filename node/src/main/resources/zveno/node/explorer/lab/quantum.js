/** What a quantum computer would break, and what it would not; and what the signatures that it does not break cost. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { ADDRESS_LENGTH, canonical } from "../client/zveno.js";
import { brief, bytes, count } from "../core/format.js";
import { Button, Prose, Tools, Verdict } from "./parts.js";

/** What a strict chain relies on, and whether a large quantum computer breaks it. */
const PARTS = [
  ["ed25519", true],
  ["ids", false],
  ["mining", false],
  ["receipts", false],
  ["mldsa", false],
];

/** Sizes in bytes: RFC 8032, and FIPS 204, table 2. */
export const SCHEMES = [
  { name: "Ed25519", key: 32, signature: 64, carriesKey: false },
  { name: "ML-DSA-44", key: 1312, signature: 2420, carriesKey: true },
];

/** Bytes of a plain payment in its canonical form, signature and all. */
export function paymentBytes({ key, signature, carriesKey }) {
  const address = "zv1".padEnd(ADDRESS_LENGTH, "q");
  const payment = { amount: 5, expires: 1200, fee: 1, nonce: 0, recipient: address, sender: address };
  const digits = { signature: "0".repeat(2 * signature), ...(carriesKey ? { key: "0".repeat(2 * key) } : {}) };
  return canonical({ ...payment, ...digits }).length;
}

export function Quantum({ t, base, onDone }) {
  const [answers, setAnswers] = useState({});
  const answer = (name, breaks) => {
    const after = { ...answers, [name]: breaks };
    setAnswers(after);
    onDone(PARTS.every(([part]) => part in after));
  };
  const given = PARTS.filter(([name]) => name in answers);
  const right = given.filter(([name, breaks]) => answers[name] === breaks).length;
  return [
    h(Prose, null, h("p", null, t("lab.quantum.intro")), h("p", null, t("lab.quantum.ask"))),
    h(
      "ul",
      { class: "lab-guesses" },
      PARTS.map(([name, breaks]) => h("li", { key: name }, h(Guess, { t, name, breaks, given: answers[name], onAnswer: answer }))),
    ),
    given.length > 0 &&
      h(
        Verdict,
        { id: "lab-quantum-verdict", ok: right === PARTS.length ? true : null },
        t(given.length < PARTS.length ? "lab.quantum.soFar" : "lab.quantum.all", { right, n: given.length, all: PARTS.length }),
      ),
    h(Sizes, { t, base }),
  ];
}

/** One part: the reader says what becomes of it, and then reads why. */
function Guess({ t, name, breaks, given, onAnswer }) {
  const said = given !== undefined;
  return h(
    "div",
    { role: "group", "aria-labelledby": `lab-part-${name}` },
    h("h3", { id: `lab-part-${name}` }, t(`lab.quantum.part.${name}`)),
    h(
      Tools,
      null,
      [true, false].map((breaking) =>
        h(
          Button,
          {
            key: breaking,
            id: `lab-${breaking ? "breaks" : "holds"}-${name}`,
            plain: true,
            "aria-pressed": String(given === breaking),
            onClick: () => onAnswer(name, breaking),
          },
          t(breaking ? "lab.quantum.breaks" : "lab.quantum.holds"),
        ),
      ),
    ),
    said &&
      h(
        "p",
        { class: "lab-note", role: "status" },
        h("b", { class: given === breaks ? "lab-right" : "lab-wrong" }, t(given === breaks ? "lab.quantum.right" : "lab.quantum.wrong")),
        " ",
        t(`lab.quantum.why.${name}`),
      ),
  );
}

/** What both kinds of signature cost in bytes. */
function Sizes({ t, base }) {
  const [daily, setDaily] = useState(3);
  const payments = 10 ** daily;
  const block = base.parameters.block_bytes;
  const [small, large] = SCHEMES.map(paymentBytes);
  const most = large;
  const rows = [
    ["key", ({ key }) => bytes(key)],
    ["signature", ({ signature }) => bytes(signature)],
    ["payment", (scheme) => bytes(paymentBytes(scheme))],
    ["block", (scheme) => count(Math.floor(block / paymentBytes(scheme)))],
    ["year", (scheme) => bytes(paymentBytes(scheme) * payments * 365)],
  ];
  return [
    h("h3", null, t("lab.quantum.sizes")),
    h("p", null, t("lab.quantum.sizesWhy")),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.quantum.daily", { n: payments })),
        h("input", {
          id: "lab-daily",
          type: "range",
          min: 0,
          max: 6,
          value: daily,
          "aria-valuetext": t("lab.quantum.daily", { n: payments }),
          onInput: (event) => setDaily(Number(event.currentTarget.value)),
        }),
      ),
    ),
    h(
      "div",
      { class: "lab-scroll", tabindex: 0, role: "region", "aria-label": t("lab.quantum.sizes") },
      h(
        "table",
        { class: "lab-table", id: "lab-sizes" },
        h("caption", null, t("lab.quantum.caption", { size: bytes(block) })),
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h("th", { scope: "col" }, t("lab.quantum.what")),
            SCHEMES.map(({ name }) => h("th", { scope: "col", key: name }, name)),
          ),
        ),
        h(
          "tbody",
          null,
          rows.map(([name, of]) =>
            h(
              "tr",
              { key: name },
              h("th", { scope: "row" }, t(`lab.quantum.row.${name}`)),
              SCHEMES.map((scheme) =>
                h(
                  "td",
                  { key: scheme.name },
                  of(scheme),
                  name === "payment" &&
                    h("span", { class: "lab-bar", style: { inlineSize: `${(100 * paymentBytes(scheme)) / most}%` } }),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
    h("p", { class: "lab-note", id: "lab-times" }, t("lab.quantum.times", { times: brief(large / small) })),
  ];
}
