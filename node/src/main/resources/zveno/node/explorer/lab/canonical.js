/**
 * The canonical text of a block: what Python's `json.dumps(json.loads(text), sort_keys=True)` prints, and what is hashed.
 * Values are those of core/json.js, where a number keeps its text.
 */
import { JsonError, Num, parse, write } from "../core/json.js";

/** The canonical text of a value: ASCII, in one line. */
export function print(value) {
  if (value instanceof Map) {
    const members = [...value].sort(([a], [b]) => compareNames(a, b));
    return `{${members.map(([name, inner]) => `${write(name)}: ${print(inner)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(print).join(", ")}]`;
  }
  return value instanceof Num ? printNumber(value) : write(value);
}

/** Integers of any size as they are; there is one integer zero. Everything else is a float. */
function printNumber(number) {
  if (number.isInteger) {
    return number.text === "-0" ? "0" : number.text;
  }
  return repr(number.value);
}

/**
 * A float as Python's `repr` prints it: the fewest digits that still mean the same double. JavaScript finds the same
 * digits, and sets them in another way.
 */
export function repr(x) {
  if (!Number.isFinite(x)) {
    return String(x);
  }
  if (Object.is(x, -0)) {
    return "-0.0";
  }
  const [mantissa, power] = x.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const sign = x < 0 ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) {
    return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  }
  const point = exponent + 1;
  return `${sign}${digits.slice(0, point).padEnd(point, "0")}.${digits.slice(point) || "0"}`;
}

/** Python compares strings by code point, JavaScript by UTF-16 unit. */
function compareNames(left, right) {
  for (let i = 0; i < left.length && i < right.length;) {
    const a = left.codePointAt(i);
    const b = right.codePointAt(i);
    if (a !== b) {
      return a - b;
    }
    i += a > 0xffff ? 2 : 1;
  }
  return left.length - right.length;
}

/**
 * What an edit has made of a canonical text.
 *
 * @returns {{kind: "same" | "rewritten" | "changed" | "unreadable"}} rewritten: written in another way, and meaning the
 *     same; changed: meaning something else; unreadable: not JSON any more
 */
export function compare(before, after) {
  if (before === after) {
    return { kind: "same" };
  }
  try {
    return { kind: print(parse(after)) === before ? "rewritten" : "changed" };
  } catch (error) {
    if (error instanceof JsonError) {
      return { kind: "unreadable" };
    }
    throw error;
  }
}

/** The same object with this member replaced or added. */
export function withMember(object, name, value) {
  return new Map(object).set(name, value);
}

export const integer = (n) => new Num(String(n));
export const float = (x) => new Num(repr(x));
