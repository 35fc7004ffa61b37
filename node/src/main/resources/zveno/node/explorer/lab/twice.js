/** To spend the same money twice, and when a payee may believe that it has not been. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { count, percent } from "../core/format.js";
import { Plot } from "../parts/plot.js";
import { Luck } from "./luck.js";
import { attack, enough, nakamoto, rosenfeld } from "./odds.js";
import { Button, Facts, Prose, Tools, Verdict } from "./parts.js";

/** From half of the work on an attacker always succeeds, and close to it the formula wants hundreds of confirmations. */
const MAX_SHARE = 45;

const MAX_CONFIRMATIONS = 12;

/** How many attacks are played at a time. */
const GAMES = 10_000;

/** Of such games so many standard deviations away from the formula are no chance any more. */
const DEVIATIONS = 4;

/** By Rosenfeld, as {@link rosenfeld} computes it. */
const FORMULA = "risk = 1 − Σ C(m+n−1, m) · (pⁿqᵐ − pᵐqⁿ),   m = 0 … n,   p = 1 − q";

export function Twice({ t, onDone }) {
  return [h(Prose, null, h("p", null, t("lab.twice.intro"))), h(Believe, { t, onDone })];
}

/** When a payee may believe: the formulas, and a simulation beside them. */
function Believe({ t, onDone }) {
  const [share, setShare] = useState(10);
  const [confirmations, setConfirmations] = useState(6);
  const [played, setPlayed] = useState([]);
  const q = share / 100;
  const rows = Array.from({ length: MAX_CONFIRMATIONS + 1 }, (_, n) => n);

  function play() {
    const seed = played.length + 1;
    const luck = new Luck(seed);
    let won = 0;
    for (let i = 0; i < GAMES; i++) {
      won += attack(q, confirmations, luck) ? 1 : 0;
    }
    setPlayed([...played, { share, confirmations, seed, won }]);
    onDone(true);
  }

  const last = played.at(-1);
  const showsLast = last !== undefined && last.share === share && last.confirmations === confirmations;
  return [
    h("h3", null, t("lab.twice.believe")),
    h(Prose, null, h("p", null, t("lab.twice.believeWhy")), h("p", null, t("lab.twice.derived"))),
    h("pre", { class: "lab-code" }, FORMULA),
    h(
      Tools,
      null,
      h(Slider, { id: "lab-share", label: t("lab.twice.share", { n: share }), min: 1, max: MAX_SHARE, value: share, onInput: setShare }),
      h(Slider, {
        id: "lab-confirmations",
        label: t("lab.twice.confirmations", { n: confirmations }),
        min: 0,
        max: MAX_CONFIRMATIONS,
        value: confirmations,
        onInput: setConfirmations,
      }),
      h(Button, { id: "lab-attack", onClick: play }, t("lab.twice.play", { n: GAMES })),
    ),
    h(Facts, {
      items: [
        [t("lab.twice.risk"), percent(rosenfeld(q, confirmations)), "lab-risk"],
        ...[0.01, 0.001].map((risk) => {
          const n = enough(q, risk, 400);
          return [t("lab.twice.enough", { risk: percent(risk) }), n === null ? t("lab.twice.many") : count(n)];
        }),
      ],
    }),
    showsLast && h(Comparison, { t, game: last }),
    h(
      "figure",
      { class: "lab-plot" },
      h("figcaption", null, t("lab.twice.plot", { n: share })),
      h(Plot, {
        xs: rows,
        ys: rows.map((n) => 100 * rosenfeld(q, n)),
        bars: true,
        xFormat: (n) => (Number.isInteger(n) ? count(n) : ""),
        format: (n) => percent(n / 100),
        summary: t("lab.twice.summary", { share, n: confirmations, risk: percent(rosenfeld(q, confirmations)) }),
      }),
    ),
    h(Table, { t, q, share, confirmations, rows, played }),
  ];
}

/** Whether what was played agrees with the formula, within what chance allows. */
function Comparison({ t, game }) {
  const expected = rosenfeld(game.share / 100, game.confirmations);
  const deviation = Math.sqrt((expected * (1 - expected)) / GAMES);
  const agrees = Math.abs(game.won / GAMES - expected) <= DEVIATIONS * deviation + 0.5 / GAMES;
  return h(
    Verdict,
    { id: "lab-odds-verdict", ok: agrees },
    t(agrees ? "lab.twice.agrees" : "lab.twice.differs", {
      n: game.won,
      games: GAMES,
      measured: percent(game.won / GAMES),
      expected: percent(expected),
      seed: game.seed,
    }),
  );
}

function Slider({ id, label, min, max, value, onInput }) {
  return h(
    "label",
    { class: "lab-field is-wide" },
    h("span", null, label),
    h("input", {
      id,
      type: "range",
      min,
      max,
      value,
      "aria-valuetext": label,
      onInput: (event) => onInput(Number(event.currentTarget.value)),
    }),
  );
}

function Table({ t, q, share, confirmations, rows, played }) {
  return h(
    "div",
    { class: "lab-scroll", tabindex: 0, role: "region", "aria-label": t("lab.twice.table") },
    h(
      "table",
      { class: "lab-table", id: "lab-odds" },
      h("caption", null, t("lab.twice.plot", { n: share })),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["confirmations", "rosenfeld", "nakamoto", "played"].map((name) =>
            h("th", { scope: "col", key: name }, t(`lab.twice.head.${name}`)),
          ),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((n) => {
          const games = played.filter((game) => game.share === share && game.confirmations === n);
          const won = games.reduce((sum, game) => sum + game.won, 0);
          const now = n === confirmations;
          return h(
            "tr",
            { key: n, class: now ? "is-now" : "", "aria-current": now ? "true" : undefined },
            h("th", { scope: "row" }, count(n)),
            h("td", null, percent(rosenfeld(q, n))),
            h("td", null, percent(nakamoto(q, n))),
            h("td", null, games.length === 0 ? "—" : percent(won / (games.length * GAMES))),
          );
        }),
      ),
    ),
  );
}
