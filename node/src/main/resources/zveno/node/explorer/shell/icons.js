/** Drawings of a few lines. All are ornament: what they stand for is said beside them. */
import { h } from "preact";

function icon(...paths) {
  return () =>
    h(
      "svg",
      { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" },
      paths.map((d) => h("path", { d })),
    );
}

export const SunIcon = icon(
  "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8",
  "M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
);
export const MoonIcon = icon("M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5");
export const SystemIcon = icon("M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17", "M12 3.5v17a8.5 8.5 0 0 0 0-17");
export const CopyIcon = icon("M9 9h10v11H9z", "M15 9V4H5v11h4");
export const CheckIcon = icon("M5 12.5l4.5 4.5L19 7.5");
export const CrossIcon = icon("M6 6l12 12M18 6L6 18");

export function Logo() {
  return h(
    "svg",
    { viewBox: "0 0 32 32", fill: "none", "stroke-width": 3.2, "aria-hidden": "true", class: "logo" },
    h("rect", { x: 3, y: 10, width: 16, height: 12, rx: 6, class: "link-one" }),
    h("path", { d: "M16.7 10H23a6 6 0 0 1 0 12h-4a6 6 0 0 1-6-6", class: "link-two", "stroke-linecap": "round" }),
  );
}
