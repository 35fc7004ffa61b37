/** How difficulty follows the miners, and whether blocks come when they should. */
import { h } from "preact";
import * as api from "../core/api.js";
import { brief, count, duration, seconds } from "../core/format.js";
import { t } from "../core/i18n.js";
import { member } from "../core/json.js";
import { useFetch, useLive } from "../parts/hooks.js";
import { CLOCK, Plot } from "../parts/plot.js";
import { workOf, workText } from "../rules/strict.js";

/** Over so many blocks the time between them is averaged: single times are chance. */
const AVERAGED = 10;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function parametersOf(genesis) {
  const parameters = genesis && member(genesis.fields, "parameters");
  return parameters && { spacing: parameters.get("spacing").value, halfLife: parameters.get("half_life").value };
}

export function Schedule() {
  const { headers } = useLive();
  const first = useFetch(() => api.headerOf("1"), []);
  const parameters = parametersOf(first.value);
  const all = [...headers].reverse();
  if (!parameters || all.length === 0) {
    return null;
  }
  const works = all.map((header) => workOf(header.fields.get("bits").value));
  const gaps = all.slice(1).map((header, i) => seconds(header.timestamp) - seconds(all[i].timestamp));
  // Each gap counts as far as the rules count it: the clock stops while the network sleeps.
  const counted = gaps.map((gap) => Math.min(gap, parameters.halfLife));
  const behind = counted.reduce((sum, gap) => sum + gap - parameters.spacing, 0);
  const averages = counted.map((_, i) => mean(counted.slice(Math.max(0, i + 1 - AVERAGED), i + 1)));
  const now = works.at(-1);
  return h(
    "div",
    { class: "grid plots", id: "schedule" },
    h(
      Panel,
      { title: t("strict.difficulty"), aside: workText(now), note: t("strict.difficulty.note", { n: workText(now) }) },
      h(Plot, { summary: t("strict.difficulty.summary", { from: workText(works[0]), to: workText(now), n: works.length }), xs: all.map(({ height }) => height), ys: works.map(Number), format: brief, xFormat: (v) => count(v) }),
    ),
    h(
      Panel,
      { title: t("strict.schedule"), aside: gaps.length > 0 && duration(averages.at(-1)), note: t("strict.schedule.note", { spacing: duration(parameters.spacing) }) },
      h(Plot, {
        summary: t("strict.schedule.summary", { n: gaps.length, spacing: duration(parameters.spacing), behind: duration(Math.abs(behind)), which: t(behind >= 0 ? "strict.behind" : "strict.ahead") }),
        xs: all.slice(1).map(({ height }) => height),
        ys: averages,
        steps: CLOCK,
        format: (v) => duration(v),
        xFormat: (v) => count(v),
      }),
      h("p", { class: "small" }, t("strict.schedule.state", { behind: duration(Math.abs(behind)), which: t(behind >= 0 ? "strict.behind" : "strict.ahead"), n: gaps.length })),
    ),
  );
}

function Panel({ title, aside, note, children }) {
  return h("section", { class: "panel", "aria-label": title }, h("header", null, h("h2", null, title), aside && h("span", { class: "number reading" }, aside)), children, note && h("p", { class: "soft small" }, note));
}
