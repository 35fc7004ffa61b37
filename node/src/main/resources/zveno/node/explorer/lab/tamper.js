/** Exercise 3: change one character anywhere, and see which links and proofs break, and why. */

import { h } from "preact";
import { useState } from "preact/hooks";
import { difference, digitsApart, tamper } from "./bench.js";
import { ChainCards, explain } from "./cards.js";
import { Button, Prose, Tools, Verdict, WholeHash } from "./parts.js";

export function Tamper({ t, copy, bench, rows, setBench, busy, onDone }) {
  const [selected, select] = useState(Math.max(0, copy.blocks.length - 3));
  const row = rows[selected];
  const write = (text) => {
    const changed = bench.with(selected, text);
    setBench(changed);
    onDone(changed.some((now, i) => now !== copy.blocks[i].text));
  };
  return [
    h(Prose, null, h("p", null, t("lab.tamper.intro")), h("p", null, t(`lab.tamper.${copy.rules.rules}`))),
    h(ChainCards, { t, rows, selected, onSelect: select, label: t("lab.tamper.chain") }),
    h(
      "div",
      { class: "field" },
      h("label", { for: "lab-text" }, t("lab.tamper.text", { height: row.height })),
      h("textarea", {
        id: "lab-text",
        class: "lab-text",
        rows: 6,
        spellcheck: false,
        autocapitalize: "off",
        autocomplete: "off",
        value: row.text,
        disabled: busy,
        "aria-describedby": "lab-tamper-verdict",
        onInput: (event) => write(event.currentTarget.value),
      }),
    ),
    h(
      Tools,
      null,
      h(Button, { id: "lab-tamper", disabled: busy, onClick: () => write(tamper(row.text)) }, t("lab.tamper.forMe")),
      h(
        Button,
        {
          id: "lab-undo",
          plain: true,
          disabled: busy || row.change.kind === "same",
          onClick: () => write(row.original.text),
        },
        t("lab.tamper.undo"),
      ),
      h(
        Button,
        {
          id: "lab-undo-all",
          plain: true,
          disabled: busy || rows.every(({ change }) => change.kind === "same"),
          onClick: () => setBench(copy.blocks.map(({ text }) => text)),
        },
        t("lab.tamper.undoAll"),
      ),
    ),
    row.change.kind !== "same" && h(Change, { before: row.original.text, after: row.text }),
    h(Outcome, { t, row, rows }),
    h(Findings, { t, rows }),
  ];
}

/** The place of the change, with a little of what is around it. */
export function Change({ before, after }) {
  const { head, was, is, tail } = difference(before, after);
  return h(
    "p",
    { class: "lab-change" },
    h(
      "code",
      null,
      head.length > 24 ? "…" : "",
      head.slice(-24),
      was !== "" && h("del", null, clip(was)),
      is !== "" && h("ins", null, clip(is)),
      tail.slice(0, 24),
      tail.length > 24 ? "…" : "",
    ),
  );
}

const clip = (text) => (text.length > 96 ? `${text.slice(0, 96)}…` : text);

function Outcome({ t, row, rows }) {
  const { change, original, block, height } = row;
  const id = "lab-tamper-verdict";
  if (change.kind === "unreadable") {
    return h(Verdict, { id, ok: false }, t("lab.tamper.unreadable", { block: height }));
  }
  if (change.kind === "changed") {
    return [
      h(
        Verdict,
        { id, ok: false },
        t("lab.tamper.changed", { block: height, n: digitsApart(original.hash, block.hash) }),
      ),
      h("dl", { class: "lab-compare" }, [
        h("dt", null, t("lab.tamper.nodeSays")),
        h("dd", null, h(WholeHash, { hash: original.hash })),
        h("dt", null, t("lab.tamper.now")),
        h("dd", null, h(WholeHash, { hash: block.hash, id: "lab-now" })),
      ]),
    ];
  }
  const others = rows.filter((other) => other.change.kind === "changed" || other.change.kind === "unreadable").length;
  const key = change.kind === "rewritten" ? "rewritten" : others > 0 ? "elsewhere" : "same";
  return h(Verdict, { id, ok: true }, t(`lab.tamper.${key}`, { block: height }));
}

/** Everything that is wrong by now, block after block. */
function Findings({ t, rows }) {
  const found = rows.flatMap(({ faults, height }) => faults.map((fault) => ({ fault, height })));
  const touched = rows.some(({ change }) => change.kind === "changed");
  if (found.length === 0) {
    return touched ? h("p", { class: "lab-note", id: "lab-findings" }, t("lab.tamper.unnoticed")) : null;
  }
  const adrift = rows.filter((row) => row.adrift).length;
  return h(
    "div",
    { id: "lab-findings" },
    h("h3", null, t("lab.tamper.findings")),
    h(
      "ul",
      { class: "lab-findings" },
      found.map(({ fault, height }) => h("li", { key: `${height} ${fault.kind}` }, explain(t, fault, height))),
    ),
    adrift > 0 && h("p", { class: "lab-note" }, t("lab.tamper.adrift", { n: adrift })),
  );
}
