/** Points in time that grow old while one looks. */
import { h } from "preact";
import { age, ago, moment, seconds } from "../core/format.js";
import { t } from "../core/i18n.js";
import { words } from "../core/format.js";
import { useLive } from "./hooks.js";

/** How long ago; `at` in seconds since 1970. Draws anew each second, with everything that is live. */
export function Ago({ at, words = ago }) {
  useLive();
  if (!Number.isFinite(at)) {
    return h("span", { class: "soft" }, t("time.odd"));
  }
  return h("time", { datetime: new Date(at * 1000).toISOString(), title: moment(at) }, words(Date.now() / 1000 - at));
}

/** The same in few characters, under a heading that says what it is. */
export function Age({ at }) {
  return h(Ago, { at, words: age });
}

/** A block's timestamp: its own text, and what that means. */
export function Timestamp({ value }) {
  const at = seconds(value);
  return h(
    "span",
    null,
    Number.isFinite(at) && [moment(at), " · ", h(Ago, { at }), " · "],
    h("span", { class: "mono soft" }, words(value, 60)),
  );
}
