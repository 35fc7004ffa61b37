/** How numbers, times and hashes are shown. */
import { language, t } from "./i18n.js";
import { Num, write } from "./json.js";

const formats = new Map();

function format(make, ...args) {
  const key = language() + JSON.stringify(args) + make.name;
  if (!formats.has(key)) {
    formats.set(key, new make(language(), ...args));
  }
  return formats.get(key);
}

/** A count of the node's own, with separators between thousands. */
export function count(n) {
  return format(Intl.NumberFormat).format(n);
}

/** A few digits: 1,234, 12.3, 0.0042. */
export function brief(n) {
  return format(Intl.NumberFormat, { maximumSignificantDigits: 3 }).format(n);
}

/** A share of 0 to 1: 12.3 %, 0.0042 %. */
export function percent(share) {
  if (share > 0 && share < 1e-8) {
    return "< " + percent(1e-8);
  }
  return format(Intl.NumberFormat, { style: "percent", maximumSignificantDigits: 3 }).format(share);
}

/** Hashes a second, with a prefix: 3.2 MH/s. */
export function hashRate(perSecond) {
  const units = ["H/s", "kH/s", "MH/s", "GH/s", "TH/s"];
  let n = perSecond;
  let unit = 0;
  while (n >= 999.5 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return brief(n) + " " + t("unit." + units[unit]);
}

/** Bytes, with a prefix. */
export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let size = n;
  let unit = 0;
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return brief(size) + " " + t("unit." + units[unit]);
}

/** A length of time. */
export function duration(seconds) {
  if (seconds < 0.0005) {
    return "0 " + t("unit.s");
  }
  if (seconds < 1) {
    return brief(seconds * 1000) + " " + t("unit.ms");
  }
  const steps = [
    [120, 1, "s"],
    [3600, 60, "min"],
    [86400, 3600, "h"],
    [31557600, 86400, "d"],
    [Infinity, 31557600, "y"],
  ];
  const [, size, unit] = steps.find(([below]) => seconds < below);
  return brief(seconds / size) + " " + t("unit." + unit);
}

/** How long ago, in words. seconds may be negative: clocks differ. */
export function ago(seconds) {
  const words = format(Intl.RelativeTimeFormat, { numeric: "auto", style: "short" });
  const s = Math.abs(seconds);
  if (s < 3) {
    return t("time.now");
  }
  const [size, unit] =
    s < 60 ? [1, "second"] : s < 3600 ? [60, "minute"] : s < 86400 ? [3600, "hour"] : s < 2629800 ? [86400, "day"] : s < 31557600 ? [2629800, "month"] : [31557600, "year"];
  return words.format(-Math.sign(seconds) * Math.floor(s / size), unit);
}

/** The same where a heading says that it is an age: 12 min. */
export function age(seconds) {
  const s = Math.abs(seconds);
  const [size, unit] =
    s < 60 ? [1, "second"] : s < 3600 ? [60, "minute"] : s < 86400 ? [3600, "hour"] : s < 31557600 ? [86400, "day"] : [31557600, "year"];
  return format(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 }).format(Math.floor(s / size));
}

/** A block's timestamp, as seconds since 1970; NaN if it is not a time that anybody could show. */
export function seconds(timestamp) {
  const n = timestamp instanceof Num ? timestamp.value : NaN;
  return Number.isFinite(n) && Math.abs(n) < 8.64e12 ? n : NaN;
}

/** A point in time, to the second. */
export function moment(at) {
  return Number.isFinite(at) ? format(Intl.DateTimeFormat, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at * 1000)) : "";
}

/** The first digits of a hash. */
export function short(hash) {
  return hash.slice(0, 8);
}

/** A value of the chain in one line: text as it is, if it is one, anything else as JSON; cut where it is long. */
export function words(value, most = 80) {
  if (value === undefined) {
    return "";
  }
  const text = typeof value === "string" && value.isWellFormed() ? value : write(value);
  return text.length > most ? text.slice(0, most) + "…" : text;
}

/** Whether the reader has asked for less motion. */
export function calmMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
