/** The difficulty follows the hash rate: miners come and go, and a night passes, with the sleeping clock and without. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { brief, count, duration } from "../core/format.js";
import { CLOCK, Plot } from "../parts/plot.js";
import { Net } from "./night.js";
import { Button, Facts, Prose, Tools, Verdict } from "./parts.js";
import { EXAMPLE } from "./strictcopy.js";

/** At the first difficulty so many miners keep the spacing. */
const IN_BALANCE = 8;

/** 2 to this power are the most miners. */
const MAX_DOUBLINGS = 6;

/** A night, in half-lives: 12 hours with what `zveno genesis` writes. */
const NIGHT = 12;

/** A chain with more blocks in a half-life is too much for a browser; then the example is used. */
const MAX_BLOCKS_IN_HALF_LIFE = 1000;

/** How many points a plot has at most. */
const POINTS = 120;

const SEED = 1;

/** The two clocks, with the same luck. */
const CLOCKS = ["sleeping", "wall"];

function beginning({ parameters, bits }) {
  const rule = { anchor: bits, limit: parameters.limit, halfLife: parameters.half_life, spacing: parameters.spacing };
  const net = (sleeps) => new Net(rule, IN_BALANCE, SEED, sleeps);
  return { sleeping: net(true), wall: net(false), steps: [] };
}

/** Lets time pass in both networks, and notes what came of it. */
function pass(world, miners, seconds) {
  const from = world.sleeping.now;
  CLOCKS.forEach((clock) => world[clock].pass(miners, seconds));
  const step = { from, seconds, miners };
  CLOCKS.forEach((clock) => {
    step[clock] = world[clock].found(from, from + seconds);
  });
  return { ...world, steps: [...world.steps, step] };
}

export function ScheduleExercise({ t, base, onDone }) {
  const tooLong = base.parameters.half_life / base.parameters.spacing > MAX_BLOCKS_IN_HALF_LIFE;
  const chain = tooLong ? EXAMPLE : base;
  const { spacing, half_life: halfLife } = chain.parameters;
  const [world, setWorld] = useState(() => beginning(chain));
  const [doublings, setDoublings] = useState(Math.log2(IN_BALANCE));
  const miners = 2 ** doublings;
  const night = world.steps.findLast((step) => step.miners === 0);
  const slept = night !== undefined && night !== world.steps.at(-1);

  const next = (many, seconds) => {
    const after = pass(world, many, seconds);
    setWorld(after);
    onDone(many > 0 && after.steps.some((step) => step.miners === 0));
  };

  return [
    h(Prose, null, h("p", null, t("lab.schedule.intro")), h("p", null, t("lab.schedule.clock"))),
    tooLong && h("p", { class: "lab-note" }, t("lab.schedule.tooLong")),
    h(Facts, {
      items: [
        [t("lab.schedule.spacing"), duration(spacing)],
        [t("lab.schedule.halfLife"), duration(halfLife)],
        [t("lab.schedule.passed"), duration(world.sleeping.now)],
        [t("lab.schedule.hardness"), `× ${brief(world.sleeping.hardness)}`, "lab-hardness"],
      ],
    }),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.schedule.miners", { n: miners })),
        h("input", {
          id: "lab-miners",
          type: "range",
          min: 0,
          max: MAX_DOUBLINGS,
          value: doublings,
          "aria-valuetext": t("lab.schedule.miners", { n: miners }),
          onInput: (event) => setDoublings(Number(event.currentTarget.value)),
        }),
      ),
      h(Button, { id: "lab-pass", onClick: () => next(miners, halfLife) }, t("lab.schedule.pass", { time: duration(halfLife) })),
      h(
        Button,
        { id: "lab-night", onClick: () => next(0, NIGHT * halfLife) },
        t("lab.schedule.night", { time: duration(NIGHT * halfLife) }),
      ),
      world.steps.length > 0 &&
        h(Button, { id: "lab-schedule-again", plain: true, onClick: () => setWorld(beginning(chain)) }, t("lab.again")),
    ),
    world.steps.length > 0 && [
      h(Outcome, { t, step: world.steps.at(-1), spacing }),
      slept && h(Morning, { t, world, night, spacing }),
      h(Plots, { t, world }),
      h(Steps, { t, world }),
    ],
  ];
}

/** How well the last step kept the schedule. */
function Outcome({ t, step, spacing }) {
  if (step.miners === 0) {
    return h(Verdict, { id: "lab-schedule-verdict", ok: null }, t("lab.schedule.asleep"));
  }
  const due = step.seconds / spacing;
  const ratio = step.sleeping / due;
  const key = ratio > 1.25 ? "fast" : ratio < 0.8 ? "slow" : "right";
  return h(
    Verdict,
    { id: "lab-schedule-verdict", ok: key === "right" ? true : null },
    t(`lab.schedule.${key}`, { found: step.sleeping, due: Math.round(due) }),
  );
}

/** The first moments after a night, in which four blocks are due. */
function Morning({ t, world, night, spacing }) {
  const dawn = night.from + night.seconds;
  const moment = 4 * spacing;
  const [sleeping, wall] = CLOCKS.map((clock) => {
    const first = world[clock].blocks.find(({ at }) => at >= dawn)?.at ?? dawn;
    return world[clock].found(first, first + moment);
  });
  return h(
    Verdict,
    { id: "lab-morning", ok: sleeping < wall },
    t("lab.schedule.morning", { time: duration(moment), due: 4, sleeping, wall }),
  );
}

/** Blocks a minute, miners and difficulty over time. */
function Plots({ t, world }) {
  const { steps } = world;
  const total = world.sleeping.now;
  const width = Math.max(60, total / POINTS);
  const middles = Array.from({ length: Math.ceil(total / width) }, (_, i) => (i + 0.5) * width);
  const shared = { xs: middles, xFormat: duration, xSteps: CLOCK };
  const perMinute = (clock) => {
    const found = middles.map(() => 0);
    for (const { at } of world[clock].blocks) {
      found[Math.min(found.length - 1, Math.floor(at / width))]++;
    }
    return found.map((n) => (n / width) * 60);
  };
  const stepAt = (at) => steps.findLast(({ from }) => from <= at);
  const hardnessOf = (clock) => {
    const { blocks } = world[clock];
    let i = 0;
    return middles.map((at) => {
      while (i + 1 < blocks.length && blocks[i + 1].at <= at) {
        i++;
      }
      return blocks.length === 0 ? null : blocks[i].hardness;
    });
  };
  const plot = (name, ys) => {
    const known = ys.filter((y) => y !== null);
    const summary = t("lab.schedule.summary", {
      name: t(`lab.schedule.${name}`),
      last: brief(known.at(-1) ?? 0),
      most: brief(known.reduce((a, b) => Math.max(a, b), 0)),
    });
    return h(
      "figure",
      { class: "lab-plot", key: name },
      h("figcaption", null, t(`lab.schedule.${name}`)),
      h(Plot, { ...shared, ys, summary }),
    );
  };
  return h("div", { class: "lab-plots" }, [
    plot("plotMiners", middles.map((at) => stepAt(at).miners)),
    plot("plotHardness", hardnessOf("sleeping")),
    plot("plotSleeping", perMinute("sleeping")),
    plot("plotWall", perMinute("wall")),
  ]);
}

/** What happened, as a table. */
function Steps({ t, world }) {
  const came = (n, seconds) => (n === 0 ? t("lab.schedule.none") : t("lab.schedule.blocks", { n, every: duration(seconds / n) }));
  return h(
    "div",
    { class: "lab-scroll", tabindex: 0, role: "region", "aria-label": t("lab.schedule.steps") },
    h(
      "table",
      { class: "lab-table", id: "lab-steps" },
      h("caption", null, t("lab.schedule.steps")),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["time", "count", "sleeping", "wall"].map((name) =>
            h("th", { scope: "col", key: name }, t(`lab.schedule.head.${name}`)),
          ),
        ),
      ),
      h(
        "tbody",
        null,
        world.steps.map((step, i) =>
          h(
            "tr",
            { key: i },
            h("th", { scope: "row" }, duration(step.seconds)),
            h("td", null, count(step.miners)),
            CLOCKS.map((clock) =>
              h("td", { key: clock }, came(step[clock], step.seconds)),
            ),
          ),
        ),
      ),
    ),
  );
}
