/** Small plots over time or height. What they show is also said in words, for those who do not see them. */
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { brief } from "../core/format.js";
import { language, t } from "../core/i18n.js";

const FONT = "11px system-ui, sans-serif";
const HEIGHT = 120;

let library = null;

/** Distances between marks that are read easily. */
const decades = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => [1, 2, 5].map((n) => Number(n + "e" + (from + i)))).flat();

/** For counts and rates. */
export const WHOLE = decades(0, 14);

/** For lengths of time in seconds: as clocks divide it, and not 8.33 minutes. */
export const CLOCK = [
  ...decades(-4, -1),
  ...[1, 2, 5, 10, 20, 30],
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3600),
  ...decades(0, 10).map((days) => days * 86400),
];

function colour(element, name) {
  element.style.color = `var(${name})`;
  const value = getComputedStyle(element).color;
  element.style.color = "";
  return value;
}

/** As wide as the longest of the texts that stand at the axis. */
function width(u, values, axis, cycle) {
  if (cycle > 1) {
    return u.axes[axis]._size; // or two sizes may take turns for ever
  }
  u.ctx.save();
  u.ctx.font = FONT;
  const longest = Math.max(20, ...(values ?? []).map((text) => u.ctx.measureText(text).width));
  u.ctx.restore();
  return Math.ceil(longest) + 12;
}

function options(UPlot, box, { bars, format, xFormat, steps, xSteps, span }) {
  const soft = colour(box, "--ink-soft");
  const line = colour(box, "--line");
  const accent = colour(box, "--accent");
  const axis = { stroke: soft, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: (u, low, high) => span ?? (bars ? [low - 0.6, high + 0.6] : [low, high]) },
      y: { range: (u, low, high) => [0, high > 0 ? high * 1.15 : steps[0]] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 20, space: 76, incrs: xSteps, values: (u, ticks) => ticks.map(xFormat) },
      { ...axis, size: width, space: 34, incrs: steps, values: (u, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      bars
        ? { stroke: accent, fill: accent, width: 0, points: { show: false }, paths: UPlot.paths.bars({ size: [0.7, 14] }) }
        : { stroke: accent, width: 1.8, points: { show: false }, fill: accent.replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)") },
    ],
  };
}

/**
 * summary is the plot in words; xs and ys its points, where null is unknown; format and xFormat print what stands at the
 * axes, and steps and xSteps are the distances that may lie between two marks. span is [from, to] where the points do not
 * say how far the plot goes. Nothing is drawn before anything is known.
 */
export function Plot(props) {
  const known = props.ys.some((y) => y !== null);
  return known ? h(Drawing, props) : h("p", { class: "plot none soft" }, t("plot.none"));
}

function Drawing({ summary, xs, ys, bars = false, format = brief, xFormat, steps = WHOLE, xSteps = WHOLE, span }) {
  const box = useRef(null);
  const plot = useRef(null);
  const data = useRef([xs, ys]);
  data.current = [xs, ys];

  useEffect(() => {
    let gone = false;
    const draw = async () => {
      library ??= import("uplot");
      const UPlot = (await library).default;
      if (gone || !box.current) {
        return;
      }
      plot.current?.destroy();
      plot.current = new UPlot(options(UPlot, box.current, { bars, format, xFormat, steps, xSteps, span }), data.current, box.current);
    };
    draw();
    const sized = new ResizeObserver(() => plot.current?.setSize({ width: box.current.clientWidth, height: HEIGHT }));
    sized.observe(box.current);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "lang"] });
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    return () => {
      gone = true;
      sized.disconnect();
      themed.disconnect();
      dark.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [language()]);

  useEffect(() => {
    plot.current?.setData(data.current);
  });

  return h("div", { class: "plot", role: "img", "aria-label": summary, ref: box });
}
