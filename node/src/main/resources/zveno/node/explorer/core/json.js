/**
 * JSON that loses nothing. JSON.parse turns 1.0 into 1, cuts big integers short, refuses NaN, and loses the order of
 * members whose names look like numbers; a hash forgives none of that. Here a number keeps its text, and an object is
 * a Map.
 *
 *   null, true, false   themselves
 *   a number            a Num, whose text is as it stood there (NaN, Infinity and -Infinity included, as Python has them)
 *   a string            a string, with lone surrogates as they are
 *   a list              an Array
 *   an object           a Map, in the order of the text; of a name that comes twice the last value counts
 */

/** A number, as its text. */
export class Num {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }

  /** Whether it is an integer by its notation: 1, not 1.0. */
  get isInteger() {
    return /^-?[0-9]+$/.test(this.text);
  }

  /** The nearest JavaScript number: for drawing and comparing, not for showing. */
  get value() {
    return Number(this.text);
  }
}

/** The text is not JSON; `at` is the place, counted in characters from 0 on. */
export class JsonError extends Error {
  constructor(message, at) {
    super(message);
    this.at = at;
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORDS = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", new Num("NaN")],
  ["Infinity", new Num("Infinity")],
  ["-Infinity", new Num("-Infinity")],
];
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const DEEPEST = 2000;

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  fail(message) {
    throw new JsonError(message, this.at);
  }

  space() {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) {
        return;
      }
      this.at++;
    }
  }

  value() {
    this.space();
    switch (this.text[this.at]) {
      case "{":
        return this.nested(() => this.object());
      case "[":
        return this.nested(() => this.list());
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  nested(read) {
    if (++this.depth > DEEPEST) {
      this.fail("too deep");
    }
    const value = read();
    this.depth--;
    return value;
  }

  object() {
    const members = new Map();
    this.at++;
    this.space();
    if (this.text[this.at] === "}") {
      this.at++;
      return members;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') {
        this.fail("a name expected");
      }
      const name = this.string();
      this.space();
      if (this.text[this.at++] !== ":") {
        this.at--;
        this.fail("a colon expected");
      }
      const value = this.value();
      members.set(name, value);
      if (this.ends("}")) {
        return members;
      }
    }
  }

  list() {
    const elements = [];
    this.at++;
    this.space();
    if (this.text[this.at] === "]") {
      this.at++;
      return elements;
    }
    for (;;) {
      elements.push(this.value());
      if (this.ends("]")) {
        return elements;
      }
    }
  }

  ends(bracket) {
    this.space();
    const c = this.text[this.at];
    if (c !== "," && c !== bracket) {
      this.fail("a comma or " + bracket + " expected");
    }
    this.at++;
    return c === bracket;
  }

  string() {
    const begin = this.at + 1;
    let end = begin;
    for (;;) {
      const c = this.text.charCodeAt(end);
      if (c === 34) {
        break;
      }
      if (c === 92) {
        end += 2;
      } else if (c < 32 || Number.isNaN(c)) {
        this.at = end;
        this.fail("a string does not end");
      } else {
        end++;
      }
    }
    const inner = this.text.slice(begin, end);
    const from = this.at;
    this.at = end + 1;
    return inner.includes("\\") ? this.unescaped(inner, from) : inner;
  }

  unescaped(inner, from) {
    return inner.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (whole, code, letter) => {
      if (code !== undefined) {
        return String.fromCharCode(parseInt(code, 16));
      }
      if (!Object.hasOwn(ESCAPES, letter)) {
        this.at = from;
        this.fail("an escape that JSON does not know");
      }
      return ESCAPES[letter];
    });
  }

  word() {
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text);
    if (number) {
      this.at = NUMBER.lastIndex;
      return new Num(number[0]);
    }
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.fail(this.at < this.text.length ? "a value expected" : "the text ends too early");
  }
}

/** Reads one value, and nothing after it. Throws a JsonError. */
export function parse(text) {
  const reader = new Reader(text);
  const value = reader.value();
  reader.space();
  if (reader.at < text.length) {
    reader.fail("something after the end");
  }
  return value;
}

function quoted(string) {
  let out = '"';
  for (let i = 0; i < string.length; i++) {
    const c = string.charCodeAt(i);
    if (c === 34 || c === 92) {
      out += "\\" + string[i];
    } else if (c >= 32 && c < 127) {
      out += string[i];
    } else {
      out += { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r" }[c] ?? "\\u" + c.toString(16).padStart(4, "0");
    }
  }
  return out + '"';
}

/** Prints a value as Python's json.dumps does, members in the order in which they are; numbers by their text. */
export function write(value) {
  if (value instanceof Map) {
    return "{" + [...value].map(([name, inner]) => quoted(name) + ": " + write(inner)).join(", ") + "}";
  }
  if (Array.isArray(value)) {
    return "[" + value.map(write).join(", ") + "]";
  }
  if (typeof value === "string") {
    return quoted(value);
  }
  return String(value);
}

/** The member of an object, or undefined where there is none. */
export function member(value, ...names) {
  return names.reduce((at, name) => (at instanceof Map ? at.get(name) : undefined), value);
}
