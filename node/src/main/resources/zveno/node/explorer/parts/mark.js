/**
 * Hashes, and the mark by which eyes know one again: a bead of three colours and a shape, taken from the hash. Equal hashes
 * have equal beads; a link between two blocks is seen as the same bead at both ends.
 */
import { h } from "preact";
import { useState } from "preact/hooks";
import { short } from "../core/format.js";
import { t } from "../core/i18n.js";
import { CheckIcon, CopyIcon } from "../shell/icons.js";

/** Colours and shape of a hash: bytes from its middle, since proofs may make its beginning zeros. */
export function look(hash) {
  const byte = (i) => parseInt(hash.slice(24 + 2 * i, 26 + 2 * i), 16) || 0;
  const hue = (byte(0) * 360) / 256;
  return {
    hues: [hue, (hue + 60 + (byte(1) * 240) / 256) % 360, (byte(2) * 360) / 256],
    turn: (byte(3) * 360) / 256,
    shape: byte(4) % 4,
  };
}

const SHAPES = [
  "M8 3.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 0 0 0-8.4",
  "M8 3.4l4.6 4.6l-4.6 4.6l-4.6-4.6z",
  "M8 3.2l4.3 7.4H3.7z",
  "M4.4 6.4h7.2v3.2H4.4z",
];

/** The bead; ornament, since the hash stands beside it. */
export function Mark({ hash, size = "1.15em" }) {
  if (!hash) {
    return h("svg", { class: "mark none", viewBox: "0 0 16 16", style: { width: size, height: size }, "aria-hidden": "true" }, h("circle", { cx: 8, cy: 8, r: 6.5 }));
  }
  return h("svg", { class: "mark", viewBox: "0 0 16 16", style: { width: size, height: size }, "aria-hidden": "true" }, h(MarkShapes, { hash }));
}

/** The same as a part of a larger drawing, 16 by 16. */
export function MarkShapes({ hash }) {
  const { hues, turn, shape } = look(hash);
  return h(
    "g",
    { transform: `rotate(${turn} 8 8)` },
    h("circle", { cx: 8, cy: 8, r: 8, style: { fill: `oklch(0.66 0.13 ${hues[0]})` } }),
    h("path", { d: "M0 8a8 8 0 0 0 16 0z", style: { fill: `oklch(0.52 0.12 ${hues[1]})` } }),
    h("path", { d: SHAPES[shape], style: { fill: `oklch(0.9 0.09 ${hues[2]})` } }),
  );
}

/** A hash with its bead; a link if there is a place to go to. long shows all digits. */
export function Hash({ hash, to, long = false }) {
  const digits = h("span", { class: "mono digits" }, long ? hash : short(hash));
  const inside = [h(Mark, { hash }), digits];
  const attributes = { class: long ? "hash long" : "hash", title: long ? undefined : hash };
  return to ? h("a", { ...attributes, href: to }, inside) : h("span", attributes, inside);
}

/** Puts a text on the clipboard, where browsers allow it (not on plain http from another machine). */
export function Copy({ text, label }) {
  const [done, setDone] = useState(false);
  if (!navigator.clipboard) {
    return null;
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    } catch {
      // not allowed: the text stands there to be marked
    }
  };
  return h(
    "button",
    { class: "button quiet copy", type: "button", "aria-label": label ?? t("copy"), title: label ?? t("copy"), onClick: copy },
    h(done ? CheckIcon : CopyIcon),
    h("span", { class: "visually-hidden", role: "status" }, done ? t("copied") : ""),
  );
}
