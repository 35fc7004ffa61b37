/** Small plots over time or height. What they show is also said in words, for those who do not see them. */
import { h } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { brief } from "../core/format.js";
import { language } from "../core/i18n.js";

let library = null;

function colour(element, name) {
  element.style.color = `var(${name})`;
  const value = getComputedStyle(element).color;
  element.style.color = "";
  return value;
}

function options(UPlot, box, { bars, format, xFormat }) {
  const soft = colour(box, "--ink-soft");
  const line = colour(box, "--line");
  const accent = colour(box, "--accent");
  const axis = { stroke: soft, font: "11px system-ui, sans-serif", grid: { stroke: line, width: 1 }, ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: 120,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: (u, low, high) => (bars ? [low - 0.6, high + 0.6] : [low, high]) }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.15 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 20, space: 90, values: (u, ticks) => ticks.map(xFormat) },
      { ...axis, size: 52, space: 34, values: (u, ticks) => ticks.map(format) },
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
 * summary is the plot in words; xs and ys its points; format and xFormat print what stands at the axes.
 */
export function Plot({ summary, xs, ys, bars = false, format = brief, xFormat }) {
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
      plot.current = new UPlot(options(UPlot, box.current, { bars, format, xFormat }), data.current, box.current);
    };
    draw();
    const sized = new ResizeObserver(() => plot.current?.setSize({ width: box.current.clientWidth, height: 120 }));
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
