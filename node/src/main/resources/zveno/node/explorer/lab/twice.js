/** To spend the same money twice, and when a payee may believe that it has not been. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { sign } from "../client/zveno.js";
import { count, percent } from "../core/format.js";
import { Plot } from "../parts/plot.js";
import { accountOf } from "./ledger.js";
import { Chip, Lane, payees } from "./lanes.js";
import { Luck } from "./luck.js";
import { attack, enough, nakamoto, rosenfeld } from "./odds.js";
import { beginning, usePeople } from "./people.js";
import { confirmations as confirmationsOf, find, hear, join, otherOf, SIDES, start } from "./race.js";
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

/** What Mallory pays, twice. */
const PRICE = 60;

export function Twice({ t, base, onDone }) {
  const [done, setDone] = useState({});
  const finish = (part) => {
    const after = { ...done, [part]: true };
    setDone(after);
    onDone(after.race && after.odds);
  };
  return [
    h(Prose, null, h("p", null, t("lab.twice.intro")), h("p", null, t("lab.twice.rule"))),
    h(Race, { t, base, onDone: () => finish("race") }),
    h(Believe, { t, onDone: () => finish("odds") }),
  ];
}

/** Two nodes, two payments with the same nonce. */
function Race({ t, base, onDone }) {
  const keys = usePeople();
  const [world, setWorld] = useState(null);
  const [pair, setPair] = useState(null);
  const [story, setStory] = useState([]);
  if (keys === null) {
    return h("p", { class: "lab-progress", role: "status" }, t("lab.who.loading"));
  }
  const now = world ?? start(beginning(base, keys));
  const tell = (...lines) => setStory((before) => [...before, ...lines.map(([key, values]) => ({ key, values }))]);
  const who = (side) => t(`lab.who.${side}`);

  async function pay() {
    const content = { amount: PRICE, fee: 1, nonce: 0, expires: base.height + 1000 };
    const [toBob, toCarol] = await Promise.all(
      ["bob", "carol"].map((to) => sign({ ...content, recipient: keys[to].address }, keys.mallory, base.genesis)),
    );
    const one = hear(now, "bob", toBob);
    const both = hear(one.world, "ann", toCarol);
    setWorld(both.world);
    setPair({ toBob, toCarol });
    tell(["lab.twice.paid", { amount: PRICE }]);
  }

  /** Each node tells the other one what it has heard. */
  function exchange() {
    const ann = hear(now, "ann", pair.toBob);
    const bob = hear(ann.world, "bob", pair.toCarol);
    setWorld(bob.world);
    tell(
      [`lab.twice.heard.${ann.refused}`, { side: "ann", to: "bob" }],
      [`lab.twice.heard.${bob.refused}`, { side: "bob", to: "carol" }],
    );
  }

  function mine(side) {
    setWorld(find(now, side, keys[side].address));
    tell(["lab.twice.found", { side, height: now[side].ledger.height + 1 }]);
  }

  function connect() {
    const { world: after, winner, left, refused } = join(now);
    setWorld(after);
    if (winner === null) {
      tell(["lab.twice.tie", {}]);
      return;
    }
    tell(["lab.twice.joined", { side: otherOf(winner), to: winner, n: left }]);
    refused.forEach(() => tell(["lab.twice.gone", { side: otherOf(winner) }]));
    if (pair !== null && SIDES.some((side) => confirmationsOf(after[side], pair.toBob) + confirmationsOf(after[side], pair.toCarol) > 0)) {
      onDone();
    }
  }

  const again = () => {
    setWorld(null);
    setPair(null);
    setStory([]);
  };
  const named = (values) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, key === "side" || key === "to" ? who(value) : value]));
  return [
    h("h3", null, t("lab.twice.race")),
    h(
      Tools,
      null,
      h(Button, { id: "lab-pay-twice", disabled: pair !== null, onClick: pay }, t("lab.twice.pay")),
      h(Button, { id: "lab-exchange", plain: true, disabled: pair === null, onClick: exchange }, t("lab.twice.exchange")),
      h(Button, { id: "lab-join", plain: true, disabled: pair === null, onClick: connect }, t("lab.twice.join")),
      story.length > 0 && h(Button, { id: "lab-race-again", plain: true, onClick: again }, t("lab.again")),
    ),
    h(
      "div",
      { class: "lab-lanes" },
      h(
        "ol",
        { class: "lab-lane is-trunk", "aria-label": t("lab.fork.common") },
        h("li", null, h(Chip, { t, height: base.height, hash: base.hash })),
      ),
      h(
        "div",
        { class: "lab-branches" },
        SIDES.map((side) =>
          h(
            "section",
            { key: side, class: `lab-side is-${side}`, "aria-label": who(side) },
            h("h3", null, t("lab.twice.node", { name: who(side) })),
            h(Lane, { t, label: who(side), blocks: now[side].blocks, payeesOf: (block) => payees(t, keys, block) }),
            now[side].pool.length > 0 &&
              h(
                "p",
                { class: "lab-pool" },
                t("lab.fork.pool"),
                " ",
                payees(t, keys, { transactions: [...now[side].pool, null] }).map((name) =>
                  h("code", { key: name }, t("lab.who.to", { name })),
                ),
              ),
            h("p", { class: "lab-note" }, t("lab.twice.balance", {
              n: accountOf(now[side].ledger, keys.bob.address).balance,
              confirmations: pair === null ? 0 : confirmationsOf(now[side], pair.toBob),
            })),
            h(
              Tools,
              null,
              h(Button, { id: `lab-find-${side}`, disabled: pair === null, onClick: () => mine(side) }, t("lab.twice.find")),
            ),
          ),
        ),
      ),
    ),
    h(
      "ol",
      { class: "lab-story", id: "lab-race-story", "aria-label": t("lab.fork.story"), "aria-live": "polite" },
      story.map(({ key, values }, i) => h("li", { key: i }, t(key, named(values)))),
    ),
    pair !== null && h(Standing, { t, now, pair }),
  ];
}

/** Who has the money by now. */
function Standing({ t, now, pair }) {
  const [ann, bob] = SIDES.map((side) =>
    confirmationsOf(now[side], pair.toBob) > 0 ? "bob" : confirmationsOf(now[side], pair.toCarol) > 0 ? "carol" : null,
  );
  const same = now.ann.ledger.hash === now.bob.ledger.hash;
  const key = !same ? "apart" : ann === null ? "open" : ann;
  const confirmed = confirmationsOf(now.bob, pair.toBob);
  return h(
    Verdict,
    { id: "lab-race-verdict", ok: key === "bob" ? true : key === "carol" ? false : null },
    t(`lab.twice.standing.${key}`, { n: key === "apart" && bob !== "bob" ? 0 : confirmed }),
  );
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
    onDone();
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
