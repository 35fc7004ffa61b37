/** An attack with more than half of the work on a strict chain: what it can do, and what it cannot. */
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { count } from "../core/format.js";
import { accountOf } from "./ledger.js";
import { Lane, payees } from "./lanes.js";
import { Button, Facts, Prose, Tools, Verdict } from "./parts.js";
import { beginning, usePeople } from "./people.js";
import { ATTEMPTS, attempt, begin, lead, next, PRICE, publish, SHARED } from "./siege.js";

/** Blocks at a time. */
const MANY = 10;

/** More blocks are not drawn, nor needed. */
const MAX_BLOCKS = 300;

const PEERS = ["ann", "bob", "mallory"];

export function Majority({ t, base, onDone }) {
  const keys = usePeople();
  const [share, setShare] = useState(60);
  const [seed, setSeed] = useState(1);
  const [world, setWorld] = useState(null);
  const [done, setDone] = useState({});
  useEffect(() => {
    let gone = false;
    if (keys !== null) {
      begin(beginning(base, keys), keys, seed).then((one) => gone || setWorld(one));
    }
    return () => {
      gone = true;
    };
  }, [keys, seed]);
  if (world === null) {
    return h("p", { class: "lab-progress", role: "status" }, t("lab.who.loading"));
  }
  const finish = (part) => {
    const after = { ...done, [part]: true };
    setDone(after);
    onDone(after.taken && after.refused);
  };
  const mine = (blocks) => {
    let after = world;
    for (let i = 0; i < blocks; i++) {
      after = next(after, share / 100, keys);
    }
    setWorld(after);
  };
  const show = () => {
    const after = publish(world);
    setWorld(after);
    if (after.published.taken) {
      finish("taken");
    }
  };
  const again = () => {
    setSeed(seed + 1);
    setWorld(null);
  };
  const full = Math.max(world.honest.blocks.length, world.secret.blocks.length) + MANY > MAX_BLOCKS;
  const chainOf = (peer) => (peer === "mallory" ? world.secret : world.honest);
  return [
    h(Prose, null, h("p", null, t("lab.majority.intro", { amount: PRICE })), h("p", null, t("lab.majority.dice"))),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.majority.share", { n: share })),
        h("input", {
          id: "lab-majority-share",
          type: "range",
          min: 10,
          max: 90,
          step: 5,
          value: share,
          "aria-valuetext": t("lab.majority.share", { n: share }),
          onInput: (event) => setShare(Number(event.currentTarget.value)),
        }),
      ),
      h(Button, { id: "lab-siege-one", disabled: full, onClick: () => mine(1) }, t("lab.majority.one")),
      h(Button, { id: "lab-siege-many", plain: true, disabled: full, onClick: () => mine(MANY) }, t("lab.majority.many", { n: MANY })),
      h(Button, { id: "lab-publish", onClick: show }, t("lab.majority.publish")),
      h(Button, { id: "lab-siege-again", plain: true, onClick: again }, t("lab.again")),
    ),
    h(
      "div",
      { class: "lab-branches lab-peers" },
      PEERS.map((peer) =>
        h(
          "section",
          { key: peer, class: `lab-side is-${peer}`, "aria-label": t(`lab.who.${peer}`) },
          h("h3", null, t(`lab.who.${peer}`), h("small", null, t(peer === "mallory" ? "lab.majority.secret" : "lab.majority.open"))),
          h(Lane, {
            t,
            label: t(`lab.who.${peer}`),
            blocks: chainOf(peer).blocks,
            payeesOf: (block) => payees(t, keys, block),
          }),
          h(Facts, {
            items: [
              [t("lab.majority.blocks"), count(chainOf(peer).blocks.length - SHARED)],
              [t("lab.majority.bobs"), count(accountOf(chainOf(peer).ledger, keys.bob.address).balance), `lab-bob-${peer}`],
            ],
          }),
        ),
      ),
    ),
    h(Standing, { t, world }),
    h(Limits, { t, world, keys, onDone: () => finish("refused") }),
  ];
}

function Standing({ t, world }) {
  const id = "lab-majority-verdict";
  const { published } = world;
  if (published !== null) {
    const key = !published.taken ? "kept" : published.left === 0 ? "first" : "taken";
    return h(Verdict, { id, ok: !published.taken }, t(`lab.majority.${key}`, { n: published.left, amount: PRICE }));
  }
  const ahead = lead(world);
  const key = ahead > 0 ? "ahead" : ahead === 0 ? "level" : "behind";
  return h(Verdict, { id, ok: null }, t(`lab.majority.${key}`, { n: Math.abs(ahead) }));
}

/** What no share of the work helps with: each is tried, on real blocks, before the reader's eyes. */
function Limits({ t, world, keys, onDone }) {
  const [tried, setTried] = useState([]);
  const go = async (name) => {
    const refused = await attempt(name, world, keys);
    setTried([...tried.filter((one) => one.name !== name), { name, refused }]);
    onDone();
  };
  return [
    h("h3", null, t("lab.majority.limits")),
    h("p", null, t("lab.majority.limitsWhy")),
    h(
      Tools,
      null,
      ATTEMPTS.map((name) =>
        h(Button, { key: name, id: `lab-try-${name}`, plain: true, onClick: () => go(name) }, t(`lab.majority.try.${name}`)),
      ),
    ),
    h(
      "ul",
      { class: "lab-findings", id: "lab-tried", "aria-live": "polite" },
      tried.map(({ name, refused }) =>
        h(
          "li",
          { key: name },
          h("b", null, t(`lab.majority.try.${name}`)),
          ": ",
          t(`lab.refused.${refused ?? "not"}`),
        ),
      ),
    ),
    tried.length > 0 &&
      h(
        Verdict,
        { id: "lab-limits-verdict", ok: tried.every(({ refused }) => refused !== null) },
        t("lab.majority.refused", { n: tried.filter(({ refused }) => refused !== null).length, all: tried.length }),
      ),
  ];
}
