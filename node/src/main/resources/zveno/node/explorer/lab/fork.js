/** Exercise 6: two copies that fork, and the longest-chain rule that decides. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { count } from "../core/format.js";
import { member, Num } from "../core/json.js";
import { examine, forge, ground, isBlock, puzzleAfter, readBlock, reward, transaction } from "./chain.js";
import { Stopped } from "./crew.js";
import { Button, Hash, Prose, time, Tools, useCrew, Verdict } from "./parts.js";

const SIDES = ["ann", "bob"];

/** How many blocks of the common past are shown. */
const SHOWN = 3;

/**
 * Both sides with the copy's chain, and nothing of their own. A side is `{texts, pool, left}`: its blocks above the copy,
 * the recipients of payments that wait, and the blocks that it gave up last.
 */
function peace() {
  const side = { texts: [], pool: [], left: [] };
  return { ann: side, bob: side };
}

const otherOf = (side) => (side === "ann" ? "bob" : "ann");

/** How many blocks the two have in common above the copy. */
export function shared({ ann, bob }) {
  let n = 0;
  while (n < ann.texts.length && ann.texts[n] === bob.texts[n]) {
    n++;
  }
  return n;
}

/**
 * The two meet. The longer right chain wins, and if none is longer each side stays with its own.
 *
 * @returns {{world, winner: string | null, left: number, taken: number, returned: number}} how many blocks the other side
 *     gives up and takes over, and how many of its transactions go back to its pool
 */
export function meet(world, copy) {
  const fork = shared(world);
  const winner = SIDES.find((side) => world[side].texts.length > world[otherOf(side)].texts.length) ?? null;
  const right = winner !== null && isRight(copy, world[winner].texts);
  if (!right) {
    return { world, winner: null, left: 0, taken: 0, returned: 0 };
  }
  const loser = otherOf(winner);
  const theirs = world[winner].texts;
  const back = without(world[loser].texts.slice(fork).flatMap(wishes), theirs.slice(fork).flatMap(wishes));
  return {
    world: {
      ...world,
      [loser]: { texts: theirs, pool: [...back, ...world[loser].pool], left: world[loser].texts.slice(fork) },
    },
    winner,
    left: world[loser].texts.length - fork,
    taken: theirs.length - fork,
    returned: back.length,
  };
}

/** The height that a block of our own making says. */
const indexOf = (text) => member(readBlock(text).value, "index").value;

/** One list without what is in another, as often as it is there: the same words twice are two wishes. */
function without(list, others) {
  const left = [...others];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) {
      left.splice(at, 1);
    }
    return at < 0;
  });
}

function isRight(copy, texts) {
  return examine([...copy.blocks.map(({ text }) => text), ...texts], copy.rules, copy.anchor).every(
    ({ faults }) => faults.length === 0,
  );
}

/** What people wanted in a block: the recipients of all but the reward. */
function wishes(text) {
  return member(readBlock(text).value, "transactions")
    .filter((one) => one.get("sender") !== "0")
    .map((one) => one.get("recipient"));
}

export function Fork({ t, copy, onRate, onDone }) {
  const crew = useCrew();
  const [world, setWorld] = useState(peace);
  const [story, setStory] = useState([]);
  const [news, setNews] = useState(null);
  const [failure, setFailure] = useState(null);
  const tell = (key, values) => setStory((before) => [...before, { key, values }]);
  const top = readBlock(copy.blocks.at(-1).text, copy.blocks.length === 1 && copy.anchor === null);
  if (!isBlock(top)) {
    return h(Verdict, { ok: false }, t("lab.fork.impossible"));
  }

  async function mine(side) {
    const { texts, pool } = world[side];
    const before = texts.length === 0 ? ground(top) : ground(readBlock(texts.at(-1)));
    setFailure(null);
    setNews({ side, tried: 0, ms: 0 });
    try {
      const found = await crew.search(puzzleAfter(before, copy.rules), (told) => setNews({ side, ...told }));
      onRate(found);
      const transactions = [...pool.map((words) => transaction(side, words, new Num("1"))), reward(side)];
      const height = copy.height + texts.length + 1;
      const text = forge({ height, before, proof: found.proof, seconds: Date.now() / 1000, transactions });
      setWorld((now) => ({
        ...now,
        [side]: { texts: [...texts, text], pool: now[side].pool.slice(pool.length), left: [] },
      }));
      tell("lab.fork.mined", { who: side, height, tried: count(found.tried), time: time(t, found.ms) });
    } catch (error) {
      if (!(error instanceof Stopped)) {
        setFailure(error.message);
      }
    } finally {
      setNews(null);
    }
  }

  function resolve() {
    const { world: after, winner, left, taken, returned } = meet(world, copy);
    setWorld(after);
    if (winner === null) {
      tell(shared(world) === world.ann.texts.length ? "lab.fork.agreed" : "lab.fork.tie", {});
    } else {
      const values = {
        winner,
        loser: otherOf(winner),
        left,
        n: taken,
        longer: copy.height + after.ann.texts.length,
        shorter: copy.height + world[otherOf(winner)].texts.length,
      };
      tell(left === 0 ? "lab.fork.followed" : "lab.fork.decided", values);
      if (returned > 0) {
        tell("lab.fork.returned", { ...values, n: returned });
      }
      onDone(left > 0);
    }
  }

  const busy = news !== null;
  const fork = shared(world);
  const apart = world.ann.texts.length > fork || world.bob.texts.length > fork;
  return [
    h(Prose, null, h("p", null, t("lab.fork.intro")), h("p", null, t("lab.fork.rule"))),
    h(
      "div",
      { class: "lab-lanes" },
      h(
        "ol",
        { class: "lab-lane is-trunk", "aria-label": t("lab.fork.common") },
        copy.blocks.slice(-SHOWN).map(({ height, hash }) => h("li", { key: hash }, h(Chip, { t, height, hash }))),
        world.ann.texts
          .slice(0, fork)
          .map((text, i) =>
            h("li", { key: i }, h(Chip, { t, height: copy.height + i + 1, hash: readBlock(text).hash, text })),
          ),
      ),
      h(
        "div",
        { class: "lab-branches" },
        SIDES.map((side) =>
          h(Side, {
            key: side,
            t,
            side,
            busy,
            pool: world[side].pool,
            first: copy.height + fork + 1,
            length: copy.height + world[side].texts.length,
            texts: world[side].texts.slice(fork),
            left: world[side].left,
            onMine: () => mine(side),
            onPost: (words) => setWorld({ ...world, [side]: { ...world[side], pool: [...world[side].pool, words] } }),
          }),
        ),
      ),
    ),
    h(
      Tools,
      null,
      h(Button, { id: "lab-meet", disabled: busy, onClick: resolve }, t("lab.fork.meet")),
      busy && h(Button, { plain: true, onClick: () => crew.stop() }, t("lab.stop")),
      story.length > 0 &&
        h(Button, { plain: true, disabled: busy, onClick: () => (setWorld(peace()), setStory([])) }, t("lab.again")),
    ),
    busy &&
      h(
        "p",
        { class: "lab-progress" },
        t("lab.fork.progress", {
          who: t(`lab.fork.${news.side}`),
          tried: count(news.tried),
          time: time(t, news.ms),
        }),
      ),
    failure !== null && h(Verdict, { ok: false }, t("lab.failed", { why: failure })),
    h(
      "ol",
      { class: "lab-story", id: "lab-story", "aria-label": t("lab.fork.story"), "aria-live": "polite" },
      story.map(({ key, values }, i) => h("li", { key: i }, t(key, named(t, values)))),
    ),
    story.length > 0 &&
      h(
        Verdict,
        { id: "lab-fork-verdict", ok: apart ? null : isRight(copy, world.ann.texts) },
        t(apart ? "lab.fork.apart" : "lab.fork.together", {
          fork: copy.height + fork,
          hash: copy.blocks.at(-1).hash.slice(0, 12),
        }),
      ),
  ];
}

function named(t, values) {
  const names = ["who", "winner", "loser"]
    .filter((role) => role in values)
    .map((role) => [role, t(`lab.fork.${values[role]}`)]);
  return { ...values, ...Object.fromEntries(names) };
}

function Side({ t, side, busy, pool, first, length, texts, left, onMine, onPost }) {
  const [words, setWords] = useState("");
  const post = (event) => {
    event.preventDefault();
    if (words !== "" && !busy) {
      onPost(words);
      setWords("");
    }
  };
  const name = t(`lab.fork.${side}`);
  return h(
    "section",
    { class: `lab-side is-${side}`, "aria-label": name },
    h("h3", null, name, h("small", null, t("lab.fork.length", { n: length }))),
    texts.length > 0 &&
      h(
        "ol",
        { class: "lab-lane" },
        texts.map((text, i) =>
          h("li", { key: text }, h(Chip, { t, height: first + i, hash: readBlock(text).hash, text })),
        ),
      ),
    left.length > 0 && [
      h("p", { class: "lab-note" }, t("lab.fork.left")),
      h(
        "ol",
        { class: "lab-lane is-left" },
        left.map((text) =>
          h("li", { key: text }, h(Chip, { t, height: indexOf(text), hash: readBlock(text).hash, text })),
        ),
      ),
    ],
    pool.length > 0 &&
      h(
        "p",
        { class: "lab-pool" },
        t("lab.fork.pool"),
        " ",
        pool.map((one, i) => h("code", { key: i }, one)),
      ),
    h(
      "form",
      { class: "lab-tools", onSubmit: post },
      h(
        "label",
        { class: "lab-field" },
        h("span", null, t("lab.fork.pays", { name })),
        h("input", {
          id: `lab-pay-${side}`,
          type: "text",
          value: words,
          maxlength: 60,
          autocomplete: "off",
          size: 12,
          disabled: busy,
          onInput: (event) => setWords(event.currentTarget.value),
        }),
      ),
      h("button", { type: "submit", class: "button quiet", disabled: busy || words === "" }, t("lab.fork.post")),
      h(Button, { id: `lab-mine-${side}`, disabled: busy, onClick: onMine }, t("lab.fork.mine")),
    ),
  );
}

function Chip({ t, height, hash, text }) {
  const carried = text === undefined ? [] : wishes(text);
  return h(
    "span",
    { class: "lab-chip", title: text ?? hash },
    h("b", null, t("lab.card.block", { height })),
    h(Hash, { hash, digits: 6 }),
    carried.map((words, i) => h("code", { key: i }, words)),
  );
}
