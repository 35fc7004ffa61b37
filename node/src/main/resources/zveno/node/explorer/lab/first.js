/** Exercise 1: the tutorial's first example, x * y whose hash ends in 0. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { calmMotion } from "../core/format.js";
import { Button, Facts, Prose, Tools, useTicks, Verdict, WholeHash } from "./parts.js";
import { sha256OfText } from "./sha256.js";

/** What the tutorial prints for x = 5: hash(5 * 21) = 1253e9373e...5e3600155e860. */
const PRINTED = { x: "5", y: 21, begin: "1253e9373e", end: "5e3600155e860" };

/** Nobody has to try so often: one in 16 fits. */
const MAX = 512;

/** The hash of x * y, as the tutorial's loop takes it: of the product's decimal digits. */
function productHash(x, y) {
  return sha256OfText(String(BigInt(x) * BigInt(y)));
}

const fits = (hash) => hash.endsWith("0");

export function First({ t, copy, onDone }) {
  const [x, setX] = useState(PRINTED.x);
  const [tries, setTries] = useState([]);
  const [running, run] = useState(false);
  const valid = /^-?[0-9]{1,30}$/.test(x);
  const last = tries.at(-1);
  const found = last !== undefined && fits(last.hash);
  const exhausted = tries.length >= MAX;

  function more() {
    const y = tries.length;
    const hash = productHash(x, y);
    setTries([...tries, { y, hash }]);
    if (fits(hash) || y + 1 >= MAX) {
      run(false);
      onDone(fits(hash) && copy.agreeing === copy.blocks.length);
    }
  }

  function goOn() {
    if (!calmMotion()) {
      run(true);
      return;
    }
    const all = [...tries];
    do {
      all.push({ y: all.length, hash: productHash(x, all.length) });
    } while (!fits(all.at(-1).hash) && all.length < MAX);
    setTries(all);
    onDone(fits(all.at(-1).hash) && copy.agreeing === copy.blocks.length);
  }

  useTicks(running, 90, more);

  return [
    h(Prose, null, h("p", null, t("lab.first.intro")), h("p", null, t("lab.first.rule"))),
    h(
      "pre",
      { class: "lab-code" },
      "x = " + (valid ? x : "5") + '\ny = 0\nwhile sha256(f"{x*y}".encode()).hexdigest()[-1] != "0":\n    y += 1',
    ),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field" },
        h("span", null, "x"),
        h("input", {
          id: "lab-x",
          type: "text",
          value: x,
          inputmode: "numeric",
          autocomplete: "off",
          size: 12,
          "aria-invalid": String(!valid),
          onInput: (event) => {
            run(false);
            setX(event.currentTarget.value.trim());
            setTries([]);
          },
        }),
      ),
      h(
        Button,
        { id: "lab-next-y", plain: true, disabled: !valid || found || running || exhausted, onClick: more },
        t("lab.first.next", { y: tries.length }),
      ),
      h(
        Button,
        { id: "lab-find-y", disabled: !valid || found || running || exhausted, onClick: goOn },
        t("lab.first.find"),
      ),
      tries.length > 0 && h(Button, { plain: true, onClick: () => (run(false), setTries([])) }, t("lab.again")),
    ),
    !valid && h("p", { class: "lab-note" }, t("lab.first.invalid")),
    last !== undefined &&
      h(
        "p",
        { class: "lab-line" },
        h("code", null, `hash(${x} * ${last.y} = ${BigInt(x) * BigInt(last.y)}) = `),
        h(WholeHash, { hash: last.hash, last: 1, id: "lab-first-hash" }),
      ),
    tries.length > 0 &&
      h(
        "ol",
        { class: "lab-tries", "aria-label": t("lab.first.tries") },
        tries
          .slice(-64)
          .map(({ y, hash }) =>
            h(
              "li",
              { key: y, class: fits(hash) ? "is-good" : "", title: hash },
              h("span", null, y),
              h("b", null, hash.at(-1)),
            ),
          ),
      ),
    found &&
      h(Facts, {
        items: [
          ["y", String(last.y), "lab-y"],
          [t("lab.tried"), String(tries.length)],
          [t("lab.first.average"), "16"],
        ],
      }),
    h(Outcome, { t, copy, x, last, found }),
  ];
}

function Outcome({ t, copy, x, last, found }) {
  if (!found) {
    return null;
  }
  const asPrinted =
    x === PRINTED.x && last.y === PRINTED.y && last.hash.startsWith(PRINTED.begin) && last.hash.endsWith(PRINTED.end);
  return [
    h(
      Verdict,
      { id: "lab-first-verdict", ok: copy.agreeing === copy.blocks.length },
      t("lab.first.agrees", { agreeing: copy.agreeing, n: copy.blocks.length }),
    ),
    x === PRINTED.x &&
      h(
        "p",
        { class: "lab-note" },
        t(asPrinted ? "lab.first.printed" : "lab.first.notPrinted", { hash: `${PRINTED.begin}...${PRINTED.end}` }),
      ),
  ];
}
