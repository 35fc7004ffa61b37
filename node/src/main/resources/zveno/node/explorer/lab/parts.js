/** What the exercises have in common. */

import { h } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { brief, duration } from "../core/format.js";
import { Mark } from "../parts/mark.js";
import { Crew } from "./crew.js";

/** A length of time in milliseconds; also one that is much shorter. */
export function time(t, ms) {
  return ms > 0 && ms < 1 ? `${brief(ms)} ${t("unit.ms")}` : duration(ms / 1000);
}

/** A worker of an exercise's own, which ends with it. */
export function useCrew() {
  const crew = useMemo(() => new Crew(), []);
  useEffect(() => () => crew.stop(), [crew]);
  return crew;
}

/** Calls `tick` every so many milliseconds as long as `running`. */
export function useTicks(running, milliseconds, tick) {
  const latest = useRef(tick);
  latest.current = tick;
  useEffect(() => {
    if (!running) {
      return undefined;
    }
    const timer = setInterval(() => latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [running, milliseconds]);
}

/** The beginning of a hash, with its bead. */
export function Hash({ hash, digits = 8 }) {
  return h(
    "span",
    { class: "lab-hash", title: hash },
    h(Mark, { hash }),
    h("span", { class: "mono" }, hash.length > digits ? `${hash.slice(0, digits)}…` : hash),
  );
}

/** A whole hash, with its first or last digits marked. */
export function WholeHash({ hash, first = 0, last = 0, id }) {
  const end = hash.length - last;
  return h(
    "code",
    { class: "lab-whole", id },
    first > 0 && h("mark", null, hash.slice(0, first)),
    hash.slice(first, end),
    last > 0 && h("mark", null, hash.slice(end)),
  );
}

/** How the exercise stands, told by what the node itself says. */
export function Verdict({ ok, children, id }) {
  const kind = ok === null ? "open" : ok ? "good" : "bad";
  return h(
    "p",
    { class: `lab-verdict is-${kind}`, role: "status", id },
    h("span", { class: "lab-sign", "aria-hidden": "true" }, ok === null ? "·" : ok ? "✓" : "✗"),
    h("span", null, children),
  );
}

/** A button. */
export function Button({ id, onClick, disabled, plain, children, ...more }) {
  return h(
    "button",
    { type: "button", id, onClick, disabled, class: plain ? "button quiet" : "button primary", ...more },
    children,
  );
}

/** A row of buttons and fields. */
export const Tools = ({ children }) => h("div", { class: "lab-tools" }, children);

/** Numbers worth knowing, each with its name. */
export function Facts({ items }) {
  return h(
    "dl",
    { class: "lab-facts" },
    items
      .filter((item) => item)
      .map(([name, value, id]) => h("div", { key: name }, h("dt", null, name), h("dd", { id }, value))),
  );
}

/** Paragraphs of an explanation. */
export const Prose = ({ children }) => h("div", { class: "lab-prose" }, children);
