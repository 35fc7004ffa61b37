/**
 * The Laboratory: people break a copy of the chain, and repair it. Everything is computed here; nothing is sent to the
 * node. Its first half is about the tutorial's rules, the second about the strict rules. One module an exercise.
 *
 * Without a face are chain.js, canonical.js, proofs.js, sha256.js and forgery.js for the first half; asert.js, night.js,
 * odds.js, luck.js, tree.js, ledger.js, race.js and siege.js for the second.
 */
import { h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { hashRate } from "../core/format.js";
import { Title } from "../parts/page.js";
import { go, replace } from "../shell/router.js";
import { keep, kept } from "../shell/settings.js";
import { inspect, untouched } from "./bench.js";
import { takeCopy, Unsteady } from "./copy.js";
import { DifficultyExercise } from "./difficulty.js";
import { First } from "./first.js";
import { Fork } from "./fork.js";
import { Hashing } from "./hashing.js";
import { Leaves } from "./leaves.js";
import { Limits } from "./limits.js";
import { Majority } from "./majority.js";
import { Button, Hash, Verdict } from "./parts.js";
import { Quantum } from "./quantum.js";
import { Repair } from "./repair.js";
import { ScheduleExercise } from "./schedule.js";
import { SequenceExercise } from "./sequence.js";
import { Sign } from "./sign.js";
import { EXAMPLE, takeStrictCopy } from "./strictcopy.js";
import { Tamper } from "./tamper.js";
import { Twice } from "./twice.js";

const TUTORIAL = [
  ["first", First],
  ["hashing", Hashing],
  ["tamper", Tamper],
  ["repair", Repair],
  ["difficulty", DifficultyExercise],
  ["fork", Fork],
  ["limits", Limits],
  ["sequence", SequenceExercise],
];

/** These need no chain of the tutorial's rules: under those they are about an example. */
const SEQUEL = [
  ["sign", Sign],
  ["twice", Twice],
  ["leaves", Leaves],
  ["schedule", ScheduleExercise],
  ["majority", Majority],
  ["quantum", Quantum],
];

const ALL = [...TUTORIAL, ...SEQUEL];

const isStrict = (copy) => copy.rules.rules === "strict";

/** What there is under the rules of a copy: the first half needs blocks of the tutorial's form. */
const exercisesOf = (copy) => (isStrict(copy) ? SEQUEL : ALL);

/** Under this name the browser keeps which exercises are done. */
const DONE = "lab.done";

/** The exercise of an address, #/lab/5, counted from 1; without a number the first that is not done yet. */
function lesson(exercises, number, done) {
  const i = /^[1-9][0-9]?$/.test(number ?? "") ? number - 1 : exercises.findIndex(([name]) => !done[name]);
  return (exercises[i] ?? exercises[0])[0];
}

function doneBefore() {
  const names = (kept(DONE) ?? "").split(" ");
  return Object.fromEntries(ALL.filter(([name]) => names.includes(name)).map(([name]) => [name, true]));
}

const COUNTS = [6, 12, 24, 60];

/** Less than so many milliseconds of searching say nothing of the rate. */
const LEAST_MS = 5;

/** So many milliseconds of searching make the rate; what is older counts less and less. */
const MEMORY_MS = 3000;

/** What is known of the rate when one more search has ended. */
function averaged(before, { tried, ms }) {
  const kept = Math.min(1, MEMORY_MS / (before.ms + ms));
  return { tried: (before.tried + tried) * kept, ms: (before.ms + ms) * kept };
}

const isStrictNode = async (api) => (await api.status()).rules.rules === "strict";

export function Laboratory({ t, api, lang, number }) {
  const [wanted, setWanted] = useState(12);
  const [{ copy, failure, loading, edition }, setTaken] = useState({
    copy: null,
    failure: null,
    loading: true,
    edition: 0,
  });
  const turn = useRef(0);

  async function take(n) {
    const mine = ++turn.current;
    setWanted(n);
    setTaken((before) => ({ ...before, loading: true }));
    try {
      const taken = (await isStrictNode(api)) ? await takeStrictCopy(api) : await takeCopy(api, n);
      if (mine === turn.current) {
        setTaken({ copy: taken, failure: null, loading: false, edition: mine });
      }
    } catch (error) {
      if (mine === turn.current) {
        setTaken((before) => ({ ...before, failure: error, loading: false }));
      }
    }
  }

  useEffect(() => {
    take(wanted);
    return () => turn.current++;
  }, []);

  return h(
    "div",
    { class: "lab", lang },
    h(
      "header",
      { class: "lab-head" },
      h(Title, { name: t("lab.title") }),
      h("p", { class: "lab-lead" }, t("lab.lead")),
    ),
    h(
      "div",
      { class: "lab-tools lab-source" },
      !(copy !== null && isStrict(copy)) &&
        h(
          "label",
          { class: "lab-field" },
          h("span", null, t("lab.copy.count")),
          h(
            "select",
            { id: "lab-count", value: wanted, onChange: (event) => take(Number(event.currentTarget.value)) },
            COUNTS.map((n) => h("option", { key: n, value: n }, n)),
          ),
        ),
      h(Button, { id: "lab-take", plain: true, disabled: loading, onClick: () => take(wanted) }, t("lab.copy.take")),
      copy !== null && h(About, { t, copy }),
    ),
    copy === null && failure === null && h("p", { class: "lab-progress", role: "status" }, t("lab.copy.loading")),
    failure !== null &&
      h(
        Verdict,
        { ok: false },
        failure instanceof Unsteady
          ? t("lab.copy.unsteady")
          : t("lab.copy.failed", { why: failure.message || t("lab.away") }),
      ),
    copy !== null &&
      (copy.blocks.length === 0 && !isStrict(copy)
        ? h(Verdict, { ok: false }, t("lab.copy.tooLarge"))
        : h(Workbench, { key: edition, t, api, copy, number })),
  );
}

function About({ t, copy }) {
  if (isStrict(copy)) {
    return h(
      "p",
      { class: "lab-about", id: "lab-about" },
      t("lab.copy.strict", { network: copy.base.parameters.network, height: copy.height }),
      " ",
      h(Hash, { hash: copy.base.hash }),
    );
  }
  const first = copy.blocks.at(0);
  const last = copy.blocks.at(-1);
  return h(
    "p",
    { class: "lab-about", id: "lab-about" },
    first !== undefined && [
      t(first === last ? "lab.copy.aboutOne" : "lab.copy.about", { first: first.height, last: last.height }),
      " ",
      h(Hash, { hash: last.hash }),
      " ",
    ],
    t("lab.copy.rules", { rules: copy.rules.rules, zeros: copy.rules.difficulty }),
  );
}

/** The exercises, of which one is open; those that were open before stay as they were left. */
function Workbench({ t, api, copy, number }) {
  const [done, setDone] = useState(doneBefore);
  const exercises = exercisesOf(copy);
  const open = lesson(exercises, number, useMemo(() => done, [number]));
  const [visited, setVisited] = useState([open]);
  const [bench, setBench] = useState(() => untouched(copy));
  const numberOf = (wanted) => 1 + exercises.findIndex(([name]) => name === wanted);
  const [busy, setBusy] = useState(false);
  const [measured, setMeasured] = useState({ tried: 0, ms: 0 });
  const heading = useRef(null);
  const opened = useRef(false);
  const { rows, firstFault } = useMemo(() => inspect(copy, bench), [copy, bench]);
  const rate = measured.ms < LEAST_MS ? null : (measured.tried / measured.ms) * 1000;
  const onRate = (search) => setMeasured((before) => averaged(before, search));

  const goTo = (name) => go("lab", numberOf(name));
  const finish = (name) =>
    setDone((before) => {
      const after = { ...before, [name]: true };
      keep(DONE, Object.keys(after).join(" "));
      return after;
    });
  const startOver = () => {
    keep(DONE, "");
    setDone({});
  };

  useEffect(() => {
    replace("lab", numberOf(open)); // so that it can be kept and sent
  }, []);
  useEffect(() => {
    if (!visited.includes(open)) {
      setVisited([...visited, open]);
    }
    if (opened.current) {
      heading.current?.focus();
    }
    opened.current = true;
  }, [open]);

  const at = exercises.findIndex(([name]) => name === open);
  const base = copy.base ?? EXAMPLE;
  const shared = { t, api, copy, base, bench, rows, firstFault, setBench, busy, setBusy, rate, onRate };
  return h(
    "div",
    { class: "lab-bench" },
    h(
      "nav",
      { class: "lab-contents", "aria-label": t("lab.contents") },
      isStrict(copy)
        ? h(Contents, { t, exercises, first: 1, open, done, goTo })
        : [
            h("h2", { class: "lab-half" }, t("lab.half.tutorial")),
            h(Contents, { t, exercises: TUTORIAL, first: 1, open, done, goTo }),
            h("h2", { class: "lab-half" }, t("lab.half.sequel")),
            h(Contents, { t, exercises: SEQUEL, first: TUTORIAL.length + 1, open, done, goTo }),
          ],
      Object.keys(done).length > 0 && h("p", null, h("button", { type: "button", id: "lab-start-over", class: "linklike small", onClick: startOver }, t("lab.startOver"))),
      rate !== null && h("p", { class: "lab-speed" }, t("lab.speed", { rate: hashRate(rate) })),
    ),
    h(
      "div",
      { class: "lab-exercises" },
      exercises.map(
        ([name, Exercise], i) =>
          (visited.includes(name) || name === open) &&
          h(
            "section",
            {
              key: name,
              id: `lab-exercise-${name}`,
              class: "lab-exercise panel",
              hidden: name !== open,
              "aria-labelledby": `lab-title-${name}`,
            },
            h(
              "h2",
              { id: `lab-title-${name}`, tabindex: -1, ref: name === open ? heading : undefined },
              h("span", null, `${i + 1}. `),
              t(`lab.${name}.title`),
            ),
            SEQUEL.some(([one]) => one === name) && !isStrict(copy) && h("p", { class: "lab-note" }, t("lab.half.example")),
            h(Exercise, { ...shared, onDone: (well) => well && finish(name) }),
          ),
      ),
      h(
        "div",
        { class: "lab-turn" },
        at > 0 &&
          h(
            Button,
            { id: "lab-previous", plain: true, onClick: () => goTo(exercises[at - 1][0]) },
            "← ",
            t(`lab.${exercises[at - 1][0]}.title`),
          ),
        at < exercises.length - 1 &&
          h(
            Button,
            { id: "lab-following", plain: true, onClick: () => goTo(exercises[at + 1][0]) },
            t(`lab.${exercises[at + 1][0]}.title`),
            " →",
          ),
      ),
    ),
  );
}

/** The exercises of one half, counted from `first`. */
function Contents({ t, exercises, first, open, done, goTo }) {
  return h(
    "ol",
    { start: first },
    exercises.map(([name], i) =>
      h(
        "li",
        { key: name },
        h(
          "button",
          {
            type: "button",
            id: `lab-go-${name}`,
            "aria-current": name === open ? "step" : undefined,
            onClick: () => goTo(name),
          },
          h(
            "span",
            { class: done[name] ? "lab-number is-done" : "lab-number", "aria-hidden": "true" },
            done[name] ? "✓" : first + i,
          ),
          h(
            "span",
            null,
            t(`lab.${name}.title`),
            done[name] && h("span", { class: "visually-hidden" }, ` (${t("lab.done")})`),
          ),
        ),
      ),
    ),
  );
}
