/**
 * A client for the strict rules of Zveno, in one file: keys, transactions, a node's API, and proofs. An ES module for
 * browsers and Node.js from 20 on. The rules are in docs/strict.md.
 *
 *     import { Client, Key } from "./zveno.js";
 *     const node = new Client("http://localhost:5000");
 *     const key = await Key.generate();                         // key.seed: 32 bytes; keep them secret
 *     const { id } = await node.record(key, "the door was opened");
 *     await node.confirmed(id, { confirmations: 6 });
 *     const receipt = await node.receipt(id);                   // and in ten years, offline:
 *     const verdict = await checkReceipt(receipt, { held: "a block hash you trust" });
 *
 * What is in it, in this order: bytes and hashes, JSON, addresses, Ed25519, transactions, Merkle trees, headers,
 * receipts, the node's API.
 *
 * Bytes are Uint8Array. Hashes and keys in JSON are lowercase hexadecimal. Block hashes are written backwards, as people
 * see them; all other hashes as they are. Integers are JavaScript numbers from 0 to 2^53 - 1; there are no others in
 * strict documents. A wrong argument, and a document of the wrong form, throw a ZvenoError.
 *
 * Ed25519 is WebCrypto's where it has it. Otherwise (an old browser, or a page over plain HTTP) keys and signatures are
 * made by noble-ed25519, which must then lie beside this file. Whether a signature is right is never asked of noble,
 * which judges by other rules than the chain.
 */

/** Something cannot be done as asked. `status` and `problem` are set if a node has refused it. */
export class ZvenoError extends Error {
  /**
   * @param {string} message one line, for people
   * @param {object} [more]
   * @param {number} [more.status] HTTP status, or 0 if the node did not answer
   * @param {object} [more.problem] the node's answer, an RFC 9457 problem
   * @param {boolean} [more.cannot] whether nothing is wrong but that this file cannot judge it
   * @param {number} [more.at] index of the character that is wrong, from 0 on
   * @param {string} [more.id] id of a transaction that the node may have: no answer came
   * @param {object} [more.transaction] this transaction, to be sent again as it is
   */
  constructor(message, more = {}) {
    super(message);
    this.name = "ZvenoError";
    Object.assign(this, more);
  }
}

function ensure(holds, message) {
  if (!holds) {
    throw new ZvenoError(message);
  }
}

// ---- Bytes and hashes

const utf8 = new TextEncoder();

/** The text's bytes in UTF-8. */
export const bytesOf = (text) => utf8.encode(text);

/** Bytes as lowercase hexadecimal. */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes of lowercase hexadecimal; of `length` bytes, if that is given. */
export function unhex(text, length) {
  const right = typeof text === "string" && /^(?:[0-9a-f]{2})*$/.test(text);
  ensure(right && (length === undefined || text.length === 2 * length), `${length ?? "some"} bytes must be written as lowercase hexadecimal digits`);
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** One array of all these bytes. */
export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether these are the same bytes. */
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The first n prime numbers. */
function primes(n) {
  const found = [];
  for (let number = 2; found.length < n; number++) {
    if (found.every((prime) => number % prime !== 0)) {
      found.push(number);
    }
  }
  return found;
}

/** floor(n ^ (1 / power)), by Newton's method from above. */
function root(n, power) {
  const k = BigInt(power);
  let x = 1n << (BigInt(n.toString(2).length) / k + 1n);
  for (;;) {
    const next = ((k - 1n) * x + n / x ** (k - 1n)) / k;
    if (next >= x) {
      return x;
    }
    x = next;
  }
}

/** The first `bits` bits behind the point of the roots of the first n primes: SHA-2's constants (FIPS 180-4). */
const fractions = (n, power, bits) => primes(n).map((prime) => root(BigInt(prime) << BigInt(power * bits), power) & ((1n << BigInt(bits)) - 1n));

const K256 = Int32Array.from(fractions(64, 3, 32), (word) => Number(BigInt.asIntN(32, word)));
const H256 = Int32Array.from(fractions(8, 2, 32), (word) => Number(BigInt.asIntN(32, word)));

/** A 32-bit word, turned to the right. */
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** SHA-256 (FIPS 180-4) of bytes that come in pieces: a file of any size. */
export class Sha256 {
  #state = H256.slice();
  #words = new Int32Array(64);
  #block = new Uint8Array(64);
  #view = new DataView(this.#block.buffer);
  #length = 0;

  /** Adds bytes; returns this. */
  update(bytes) {
    let at = 0;
    while (at < bytes.length) {
      const filled = this.#length % 64;
      const part = bytes.subarray(at, at + 64 - filled);
      this.#block.set(part, filled);
      this.#length += part.length;
      at += part.length;
      if (this.#length % 64 === 0) {
        this.#compress();
      }
    }
    return this;
  }

  /** The hash of all bytes, 32 of them. Can be asked once. */
  digest() {
    const bits = this.#length * 8;
    const padding = new Uint8Array(((119 - (this.#length % 64)) % 64) + 9);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    const hash = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => hash.setInt32(4 * i, word));
    return new Uint8Array(hash.buffer);
  }

  #compress() {
    const w = this.#words;
    for (let i = 0; i < 16; i++) {
      w[i] = this.#view.getInt32(4 * i);
    }
    for (let i = 16; i < 64; i++) {
      const early = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const late = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + early + w[i - 7] + late;
    }
    const state = this.#state;
    let a = state[0]; // one by one, here and below: lists of all eight would cost nine tenths of the time
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

/** SHA-256 of these bytes, one after another. */
export function sha256(...parts) {
  const hash = new Sha256();
  parts.forEach((part) => hash.update(part));
  return hash.digest();
}

/** SHA-256 twice. */
export const sha256d = (...parts) => sha256(sha256(...parts));

const K512 = fractions(80, 3, 64);
const H512 = fractions(8, 2, 64);
const MASK64 = (1n << 64n) - 1n;

/** SHA-512 (FIPS 180-4), for Ed25519. Not quick. */
export function sha512(...parts) {
  const content = concat(...parts);
  const padded = new Uint8Array(128 * Math.ceil((content.length + 17) / 128));
  padded.set(content);
  padded[content.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(content.length) * 8n);
  const turn64 = (word, by) => ((word >> by) | (word << (64n - by))) & MASK64;
  let state = H512;
  for (let at = 0; at < padded.length; at += 128) {
    const w = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + 8 * i));
    for (let i = 16; i < 80; i++) {
      const early = turn64(w[i - 15], 1n) ^ turn64(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const late = turn64(w[i - 2], 19n) ^ turn64(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + early + w[i - 7] + late) & MASK64);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const one = h + (turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n)) + ((e & f) ^ (~e & g)) + K512[i] + w[i];
      const two = (turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK64, c, b, a, (one + two) & MASK64];
    }
    state = [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) & MASK64);
  }
  const hash = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => hash.setBigUint64(8 * i, word));
  return new Uint8Array(hash.buffer);
}

// ---- JSON

function quoted(text) {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34 || c === 92) {
      out += "\\" + text[i];
    } else if (c >= 32 && c < 127) {
      out += text[i];
    } else {
      out += { 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r" }[c] ?? "\\u" + c.toString(16).padStart(4, "0");
    }
  }
  return out + '"';
}

/** As Python sorts text: by code points, where JavaScript sorts by halves of them. */
function byCodePoint(a, b) {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (order !== 0) {
      return order;
    }
  }
  return left.length - right.length;
}

/**
 * A value as Python's json.dumps(value, sort_keys=True) prints it: ASCII, members sorted, ", " and ": " between.
 *
 * @param {*} value null, booleans, strings, whole numbers, BigInts, arrays, and objects of these; anything else is refused,
 *     since JavaScript does not know 1.0 from 1, and Python does
 */
export function canonical(value) {
  if (value === null || typeof value === "boolean" || typeof value === "bigint") {
    return String(value);
  }
  if (typeof value === "number") {
    ensure(Number.isSafeInteger(value) && !Object.is(value, -0), `${value} is no whole number that JavaScript holds exactly`);
    return String(value);
  }
  if (typeof value === "string") {
    return quoted(value);
  }
  if (Array.isArray(value)) {
    return "[" + value.map(canonical).join(", ") + "]";
  }
  ensure(typeof value === "object", `${typeof value} has no JSON form`);
  const names = Object.keys(value).sort(byCodePoint);
  return "{" + names.map((name) => quoted(name) + ": " + canonical(value[name])).join(", ") + "}";
}

/** The text of bytes of UTF-8; a mark at the beginning stays, since it is no JSON. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ZvenoError("this is no UTF-8");
  }
}

const TOKEN = /[ \t\n\r]*(?:([{}[\],:])|"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"|([^\s{}[\],:"]+))/y;
const MAX_DEPTH = 8;

/**
 * Reads a strict document: JSON in any order and white space, but with one meaning. Refused is what JSON.parse lets
 * pass: a member that comes twice, -0, fractions and exponents, integers above 2^53 - 1, half a character.
 *
 * @param {string|Uint8Array} text bytes are UTF-8
 */
export function parse(text) {
  let at = 0;
  const fail = (message) => {
    throw new ZvenoError(`${message} at character ${at + 1}`, { at });
  };
  if (typeof text !== "string") {
    text = decoded(text);
  }
  const next = () => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) {
      fail("this is no JSON");
    }
    const [all, mark, string, word] = found;
    const token = { mark, word, string: string === undefined ? undefined : JSON.parse(all.trimStart()) };
    if (token.string !== undefined && /\p{Surrogate}/u.test(token.string)) {
      fail("half a character");
    }
    at = TOKEN.lastIndex;
    return token;
  };
  const value = (token, depth) => {
    if (depth > MAX_DEPTH) {
      fail("nested too deep");
    }
    if (token.string !== undefined) {
      return token.string;
    }
    if (token.word !== undefined) {
      return word(token.word);
    }
    if (token.mark === "{") {
      return object(depth);
    }
    return token.mark === "[" ? list(depth) : fail("a value is missing");
  };
  const word = (token) => {
    if (["null", "true", "false"].includes(token)) {
      return JSON.parse(token);
    }
    const number = /^(?:0|-?[1-9][0-9]*)$/.test(token) ? Number(token) : NaN;
    return Number.isSafeInteger(number) ? number : fail(`${token.slice(0, 40)} is no integer from 0 to 2^53 - 1`);
  };
  const object = (depth) => {
    const members = {};
    for (let token = next(), first = true; first ? token.mark !== "}" : true; token = next(), first = false) {
      if (token.string === undefined) {
        fail("the name of a member is missing");
      }
      if (Object.hasOwn(members, token.string)) {
        fail(`the member ${quoted(token.string)} comes twice`);
      }
      if (next().mark !== ":") {
        fail("a colon is missing");
      }
      const own = { value: value(next(), depth + 1), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(members, token.string, own); // an assignment to __proto__ would be none
      const after = next().mark;
      if (after === "}") {
        return members;
      }
      if (after !== ",") {
        fail("a comma or } is missing");
      }
    }
    return members;
  };
  const list = (depth) => {
    const elements = [];
    for (let token = next(), first = true; first ? token.mark !== "]" : true; token = next(), first = false) {
      elements.push(value(token, depth + 1));
      const after = next().mark;
      if (after === "]") {
        return elements;
      }
      if (after !== ",") {
        fail("a comma or ] is missing");
      }
    }
    return elements;
  };
  const document = value(next(), 1);
  if (/[^ \t\n\r]/.test(text.slice(at))) {
    fail("something stands after the end");
  }
  return document;
}

const isInteger = (value, least = 0, most = Number.MAX_SAFE_INTEGER) => Number.isInteger(value) && value >= least && value <= most;

/** Whether a value is an object with exactly these members. */
function shaped(value, what, names, optional = []) {
  ensure(value !== null && typeof value === "object" && !Array.isArray(value), `${what} must be a JSON object`);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  ensure(missing === undefined, `${what} lacks ${missing}`);
  const more = Object.keys(value).find((name) => !names.includes(name) && !optional.includes(name));
  ensure(more === undefined, `${what} has a member too many: ${more}`);
}

function integer(document, name, least, most) {
  ensure(isInteger(document[name], least, most), `${name} must be an integer from ${least ?? 0} to ${most ?? "2^53 - 1"}`);
}

// ---- Addresses: bech32m (BIP 350) over a scheme and 32 bytes

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const PREFIX = "zv";
const BECH32M = 0x2bc830a3;

/** How many characters an address has. */
export const ADDRESS_LENGTH = 62;

/** Signature schemes, by the number that an address begins with. */
export const SCHEMES = ["Ed25519", "ML-DSA-44"];

/** The remainder of the prefix and these 5-bit values (BIP 173's polymod). */
function bech32Remainder(values) {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const prefix = [...PREFIX].map((c) => c.charCodeAt(0));
  let sum = 1;
  for (const value of [...prefix.map((c) => c >> 5), 0, ...prefix.map((c) => c & 31), ...values]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    generators.forEach((generator, i) => {
      sum ^= (top >> i) & 1 ? generator : 0;
    });
  }
  return sum >>> 0;
}

/** Groups of `from` bits as groups of `to` bits; null if bits that are not 0 are left over. */
function regroup(values, from, to, pad) {
  const out = [];
  let bits = 0;
  let held = 0;
  for (const value of values) {
    held = ((held << from) | value) & 0xffff;
    for (bits += from; bits >= to; ) {
      bits -= to;
      out.push((held >> bits) & ((1 << to) - 1));
    }
  }
  const rest = held & ((1 << bits) - 1);
  if (pad && bits > 0) {
    out.push(rest << (to - bits));
  }
  return pad || (bits < from && rest === 0) ? out : null;
}

function addressText(scheme, payload) {
  const data = regroup([scheme, ...payload], 8, 5, true);
  const sum = bech32Remainder([...data, 0, 0, 0, 0, 0, 0]) ^ BECH32M;
  const checksum = Array.from({ length: 6 }, (_, i) => (sum >>> (5 * (5 - i))) & 31);
  return PREFIX + "1" + [...data, ...checksum].map((value) => LETTERS[value]).join("");
}

/**
 * The address of a public key.
 *
 * @param {Uint8Array} publicKey 32 bytes for scheme 0, 1,312 for scheme 1
 * @param {number} [scheme] 0 for Ed25519, 1 for ML-DSA-44
 */
export function addressOf(publicKey, scheme = 0) {
  ensure(publicKey.length === (scheme === 0 ? 32 : 1312), "a public key has 32 bytes (Ed25519) or 1,312 (ML-DSA-44)");
  ensure(scheme !== 0 || isKey(publicKey), "this is no Ed25519 key: a canonical point, and not one of small order");
  return addressText(scheme, scheme === 0 ? publicKey : sha256(publicKey));
}

/**
 * Reads an address: its scheme, and the 32 bytes behind it. What is none is refused; the error has `at`, the index of a
 * wrong character, where that is known.
 *
 * @returns {{ scheme: number, payload: Uint8Array }}
 */
export function readAddress(text) {
  ensure(typeof text === "string", "an address is a text");
  const wrong = [...text].findIndex((c, i) => (i < 3 ? c !== (PREFIX + "1")[i] : !LETTERS.includes(c)));
  if (wrong >= 0) {
    throw new ZvenoError(wrong < 3 ? "an address begins with zv1" : `${text[wrong]} is no character of an address`, { at: wrong });
  }
  ensure(text.length === ADDRESS_LENGTH, `an address has ${ADDRESS_LENGTH} characters, not ${text.length}`);
  const values = [...text.slice(3)].map((c) => LETTERS.indexOf(c));
  ensure(bech32Remainder(values) === BECH32M, "the checksum of the address is wrong: a character is another one");
  const bytes = regroup(values.slice(0, -6), 5, 8, false);
  ensure(bytes !== null, "the address has a bit too many");
  const [scheme, ...payload] = bytes;
  ensure(scheme < SCHEMES.length, `the address is of scheme ${scheme}, which must be 0 or 1`);
  ensure(scheme !== 0 || isKey(Uint8Array.from(payload)), "the address carries no Ed25519 key");
  return { scheme, payload: Uint8Array.from(payload) };
}

/** Whether a text is an address. */
export function isAddress(text) {
  try {
    readAddress(text);
    return true;
  } catch {
    return false;
  }
}

// ---- Ed25519 (RFC 8032), judged to the bit

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const modulo = (number, by = P) => ((number % by) + by) % by;

function power(base, exponent) {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = modulo(square * square)) {
    result = rest & 1n ? modulo(result * square) : result;
  }
  return result;
}

const D = modulo(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);

/** Little-endian. */
const numberOf = (bytes) => BigInt("0x" + (hex(bytes.slice().reverse()) || "0"));

/** Points are [X, Y, Z, T], extended coordinates (RFC 8032, section 5.1.4). */
const IDENTITY = [0n, 1n, 1n, 0n];

function plus([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = modulo((y1 - x1) * (y2 - x2));
  const b = modulo((y1 + x1) * (y2 + x2));
  const c = modulo(2n * t1 * t2 * D);
  const d = modulo(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [modulo(e * f), modulo(g * h), modulo(f * g), modulo(e * h)];
}

function times(point, factor) {
  let result = IDENTITY;
  for (let double = point, rest = factor; rest > 0n; rest >>= 1n, double = plus(double, double)) {
    result = rest & 1n ? plus(result, double) : result;
  }
  return result;
}

const equal = ([x1, y1, z1], [x2, y2, z2]) => modulo(x1 * z2 - x2 * z1) === 0n && modulo(y1 * z2 - y2 * z1) === 0n;

/** The point that 32 bytes encode, or null if they are no canonical encoding of one. */
function point(bytes) {
  const sign = BigInt(bytes[31] >> 7);
  const y = numberOf(bytes) & ((1n << 255n) - 1n);
  if (y >= P) {
    return null;
  }
  const [u, v] = [modulo(y * y - 1n), modulo(D * y * y + 1n)];
  let x = modulo(u * v ** 3n * power(modulo(u * v ** 7n), (P - 5n) / 8n));
  if (modulo(v * x * x) !== u) {
    x = modulo(x * ROOT_OF_MINUS_1);
  }
  if (modulo(v * x * x) !== u || (x === 0n && sign === 1n)) {
    return null;
  }
  x = (x & 1n) === sign ? x : modulo(-x);
  return [x, y, 1n, modulo(x * y)];
}

const ofSmallOrder = (one) => equal(times(one, 8n), IDENTITY);

const BASE = point(unhex("58" + "66".repeat(31)));

/** Whether 32 bytes are an Ed25519 key that the rules know: a canonical point, and not one of small order. */
export function isKey(bytes) {
  const key = bytes.length === 32 ? point(bytes) : null;
  return key !== null && !ofSmallOrder(key);
}

/**
 * Whether an Ed25519 signature is right by the strict rules: S < L; A and R canonical and not of small order; and
 * [S]B = R + [k]A, without cofactor. It takes some milliseconds.
 */
export function isSignature(signature, message, publicKey) {
  if (signature.length !== 64 || publicKey.length !== 32) {
    return false;
  }
  const encodedR = signature.subarray(0, 32);
  const s = numberOf(signature.subarray(32));
  const [a, r] = [point(publicKey), point(encodedR)];
  if (s >= L || a === null || r === null || ofSmallOrder(a) || ofSmallOrder(r)) {
    return false;
  }
  const k = modulo(numberOf(sha512(encodedR, publicKey, message)), L);
  return equal(times(BASE, s), plus(r, times(a, k)));
}

/** What comes before a seed in PKCS#8 (RFC 8410). */
const PKCS8 = unhex("302e020100300506032b657004220420");

const subtle = globalThis.crypto?.subtle;

const webCrypto = {
  name: "WebCrypto",
  async of(seed) {
    const secret = await subtle.importKey("pkcs8", concat(PKCS8, seed), "Ed25519", true, ["sign"]);
    const { x } = await subtle.exportKey("jwk", secret);
    const publicKey = Uint8Array.from(atob(x.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return { publicKey, sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", secret, message)) };
  },
};

const noble = {
  name: "noble-ed25519",
  async of(seed) {
    const ed = await import("./noble-ed25519.js");
    ed.hashes.sha512 = sha512;
    return { publicKey: ed.getPublicKey(seed), sign: async (message) => ed.sign(message, seed) };
  },
};

let chosen;

/** Who makes keys and signatures here, tried once: WebCrypto, or noble if there is none that knows Ed25519. */
async function signer() {
  chosen ??= await webCrypto.of(new Uint8Array(32)).then(
    () => webCrypto,
    () => noble,
  );
  return chosen;
}

/** The name of what makes signatures here: "WebCrypto" or "noble-ed25519". */
export const signerName = async () => (await signer()).name;

/** An Ed25519 key with its address. */
export class Key {
  #sign;

  constructor(seed, publicKey, sign) {
    /** The 32 secret bytes from which all else follows. */
    this.seed = seed;
    this.publicKey = publicKey;
    this.address = addressOf(publicKey);
    this.#sign = sign;
  }

  /** The key of a seed of 32 bytes. */
  static async fromSeed(seed, maker) {
    ensure(seed instanceof Uint8Array && seed.length === 32, "a seed has 32 bytes");
    const { publicKey, sign } = await (maker ?? (await signer())).of(seed);
    return new Key(seed.slice(), publicKey, sign);
  }

  /** A new key, by the system's random numbers. */
  static generate() {
    return Key.fromSeed(globalThis.crypto.getRandomValues(new Uint8Array(32)));
  }

  /** The signature of these bytes, 64 bytes. */
  sign(message) {
    return this.#sign(message);
  }
}

/** For tests: makers of keys and signatures, for Key.fromSeed(seed, maker). */
export const makers = { webCrypto, noble };

// ---- Transactions

/** How long data may be, in bytes of UTF-8. */
export const MAX_DATA = 16_384;

/** How many blocks a transaction may wait, unless said otherwise. */
export const USUAL_EXPIRY = 1_000;

function without(object, name) {
  const { [name]: _, ...rest } = object;
  return rest;
}

/** Checks the form of a transaction; throws if it is none. */
export function checkForm(transaction) {
  shaped(transaction, "a transaction", ["amount", "expires", "fee", "nonce", "recipient", "sender", "signature"], ["data", "key"]);
  checkContent(without(transaction, "signature"));
  unhex(transaction.signature, readAddress(transaction.sender).scheme === 0 ? 64 : 2420);
}

function checkContent(content) {
  shaped(content, "a transaction", ["amount", "expires", "fee", "nonce", "recipient", "sender"], ["data", "key"]);
  ["amount", "fee", "nonce"].forEach((name) => integer(content, name));
  integer(content, "expires", 1);
  readAddress(content.recipient);
  const { scheme } = readAddress(content.sender);
  ensure(Object.hasOwn(content, "key") === (scheme === 1), "key is for addresses of scheme 1, and for these always");
  if (scheme === 1) {
    unhex(content.key, 1312);
  }
  if (Object.hasOwn(content, "data")) {
    ensure(typeof content.data === "string" && !/\p{Surrogate}/u.test(content.data), "data must be text of whole characters");
    const size = bytesOf(content.data).length;
    ensure(size >= 1 && size <= MAX_DATA, `data must be 1 to ${MAX_DATA} bytes of UTF-8, not ${size}`);
  }
}

/**
 * The text that is signed.
 *
 * @param {object} transaction with or without its signature
 * @param {string} genesis hash of the chain's first block
 */
export function signedText(transaction, genesis) {
  unhex(genesis, 32);
  return `zveno strict transaction\n${genesis}\n${canonical(without(transaction, "signature"))}`;
}

/** A transaction's id: SHA-256 of its canonical text without the signature. */
export const transactionId = (transaction) => hex(sha256(bytesOf(canonical(without(transaction, "signature")))));

/**
 * Signs a transaction: the same with its signature.
 *
 * @param {object} content recipient, amount, fee, nonce, expires, and data if wanted; sender is the key's address
 * @param {Key} key the sender's
 * @param {string} genesis hash of the chain's first block
 */
export async function sign(content, key, genesis) {
  const own = { ...without(content, "signature"), sender: key.address };
  checkContent(own);
  return { ...own, signature: hex(await key.sign(bytesOf(signedText(own, genesis)))) };
}

/**
 * Whether a transaction is its sender's, on the chain of this genesis.
 *
 * @param {object} options
 * @param {(signature, message, publicKey) => boolean} [options.mlDsa44] judges signatures of scheme 1, which this file
 *     cannot; without it, or if it answers anything but true or false (a promise, say), they are refused with an error
 */
export function isSigned(transaction, genesis, { mlDsa44 } = {}) {
  checkForm(transaction);
  const { scheme, payload } = readAddress(transaction.sender);
  const [text, signature] = [bytesOf(signedText(transaction, genesis)), unhex(transaction.signature)];
  if (scheme === 0) {
    return isSignature(signature, text, payload);
  }
  const key = unhex(transaction.key);
  if (!same(sha256(key), payload)) {
    return false;
  }
  if (mlDsa44 === undefined) {
    throw new ZvenoError("signatures of ML-DSA-44 cannot be checked here", { cannot: true });
  }
  const verdict = mlDsa44(signature, text, key);
  if (typeof verdict !== "boolean") {
    // a promise, say: taken for true, it would pass every signature
    throw new ZvenoError("this signature of ML-DSA-44 was not checked: the verifier given must answer true or false at once", { cannot: true });
  }
  return verdict;
}

// ---- Merkle trees (RFC 6962, RFC 9162)

/** The hash of a leaf with this content. */
export const leafHash = (content) => sha256(Uint8Array.of(0), content);

/** The hash of a node above two others. */
export const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);

/** How many of n > 1 leaves are below the left branch: the largest power of two below n. */
function leftLeaves(n) {
  let half = 1;
  while (half * 2 < n) {
    half *= 2;
  }
  return half;
}

/** The root over the hashes of leaves; SHA-256 of nothing, if there are none. */
export function merkleRoot(leaves) {
  if (leaves.length < 2) {
    return leaves.length === 1 ? leaves[0] : sha256();
  }
  const half = leftLeaves(leaves.length);
  return nodeHash(merkleRoot(leaves.slice(0, half)), merkleRoot(leaves.slice(half)));
}

/** The path from a leaf to the root: the hashes beside it, the lowest first. */
export function merklePath(leaves, index) {
  if (leaves.length < 2) {
    return [];
  }
  const half = leftLeaves(leaves.length);
  return index < half
    ? [...merklePath(leaves.slice(0, half), index), merkleRoot(leaves.slice(half))]
    : [...merklePath(leaves.slice(half), index - half), merkleRoot(leaves.slice(0, half))];
}

/**
 * Each step of a path, the lowest first: { left, right, hash, own }, where `own` says on which side the leaf is. Null if
 * there is no such place, or the path is not one from it.
 */
export function pathSteps(leaf, index, size, path) {
  if (index >= size) {
    return null;
  }
  // BigInt: the bits of a number above 2^31 too.
  let [at, last, hash] = [BigInt(index), BigInt(size) - 1n, leaf];
  const steps = [];
  for (const sibling of path) {
    if (last === 0n) {
      return null;
    }
    const own = at & 1n || at === last ? "right" : "left";
    const [left, right] = own === "right" ? [sibling, hash] : [hash, sibling];
    hash = nodeHash(left, right);
    steps.push({ left, right, hash, own });
    while (own === "right" && !(at & 1n)) {
      at >>= 1n; // levels where it has no sibling
      last >>= 1n;
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? steps : null;
}

/** The root that a path leads to (RFC 9162, section 2.1.3.2), or null if it leads nowhere. */
export function rootOfPath(leaf, index, size, path) {
  const steps = pathSteps(leaf, index, size, path);
  return steps && (steps.at(-1)?.hash ?? leaf);
}

/**
 * Whether the tree of `before` leaves is the beginning of the tree of `after` leaves (RFC 9162, section 2.1.4.2). All
 * hashes are bytes.
 */
export function isConsistent(before, after, rootBefore, rootAfter, proof) {
  if (before < 1 || before > after) {
    return false;
  }
  if (before === after) {
    return proof.length === 0 && same(rootBefore, rootAfter);
  }
  let [at, last] = [BigInt(before) - 1n, BigInt(after) - 1n];
  while (at & 1n) {
    at >>= 1n;
    last >>= 1n;
  }
  // A smaller tree that is one finished subtree stands in the larger one, and is not repeated.
  const [first, ...rest] = at === 0n ? [rootBefore, ...proof] : proof;
  if (first === undefined) {
    return false;
  }
  let [smaller, larger] = [first, first];
  for (const sibling of rest) {
    if (last === 0n) {
      return false;
    }
    if (at & 1n || at === last) {
      [smaller, larger] = [nodeHash(sibling, smaller), nodeHash(sibling, larger)];
      while (at !== 0n && !(at & 1n)) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      larger = nodeHash(larger, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(smaller, rootBefore) && same(larger, rootAfter);
}

// ---- Headers and rewards

/** How many bytes a header has. */
export const HEADER_LENGTH = 80;

/** All of `version` but the bits that are the miner's (BIP 320). */
const VERSION = 0x20000000;
const MINERS_BITS = 0x1fffe000;

/** Bytes as a block hash is written: backwards. */
export const blockHash = (digest) => hex(digest.slice().reverse());

/**
 * Takes a header apart.
 *
 * @param {Uint8Array} bytes 80 of them
 * @returns {{ version, previous_hash, merkle_root, timestamp, bits, proof, digest, hash }} digest: bytes; hash: as people see it
 */
export function readHeader(bytes) {
  ensure(bytes.length === HEADER_LENGTH, `a header has ${HEADER_LENGTH} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const digest = sha256d(bytes);
  return {
    version: view.getUint32(0, true),
    previous_hash: blockHash(bytes.subarray(4, 36)),
    merkle_root: hex(bytes.subarray(36, 68)),
    timestamp: view.getUint32(68, true),
    bits: view.getUint32(72, true),
    proof: view.getUint32(76, true),
    digest,
    hash: blockHash(digest),
  };
}

/** The 80 bytes of a block's header. The genesis block has its Merkle root from its parameters. */
export function headerBytes(block) {
  const bytes = new Uint8Array(HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, block.version, true);
  bytes.set(unhex(block.previous_hash, 32).reverse(), 4);
  bytes.set(block.parameters ? sha256d(bytesOf(canonical(block.parameters))) : unhex(block.merkle_root, 32), 36);
  view.setUint32(68, block.timestamp, true);
  view.setUint32(72, block.bits, true);
  view.setUint32(76, block.proof, true);
  return bytes;
}

/** The target that bits stand for, a BigInt; null if they are not the shortest form of one from 1 to 2^256 - 1. */
export function targetOf(bits) {
  const [length, leading] = [bits >>> 24, bits & 0x7fffff];
  if (bits & 0x800000 || leading === 0) {
    return null;
  }
  const shift = BigInt(8 * (length - 3));
  const target = shift < 0n ? BigInt(leading) >> -shift : BigInt(leading) << shift;
  return target > 0n && target < 1n << 256n && bitsOf(target) === bits ? target : null;
}

/** The shortest bits of a target; what lies below its three leading bytes is dropped. */
export function bitsOf(target) {
  let length = Math.ceil(target.toString(2).length / 8);
  const shift = BigInt(8 * (length - 3));
  let leading = Number(shift < 0n ? target << -shift : target >> shift);
  if (leading & 0x800000) {
    leading >>= 8;
    length++;
  }
  return length * 2 ** 24 + leading;
}

/** How many digests a block of these bits takes on average, a BigInt. */
export const workOf = (bits) => (1n << 256n) / (targetOf(bits) + 1n);

function checkReward(reward) {
  shaped(reward, "a reward", ["amount", "count", "extra", "height", "history", "recipient", "sender"]);
  ["amount", "count"].forEach((name) => integer(reward, name));
  integer(reward, "height", 0, 2 ** 32 - 1);
  unhex(reward.extra, 8);
  unhex(reward.history, 32);
  readAddress(reward.recipient);
  ensure(reward.sender === "0", 'the sender of a reward must be "0"');
}

/** The 108 bytes that miners' programs take for a Bitcoin coinbase transaction. */
export function coinbase(reward) {
  const numbers = new DataView(new ArrayBuffer(12));
  numbers.setUint32(0, reward.height, true);
  numbers.setBigUint64(4, BigInt(reward.amount), true);
  const [height, amount] = [new Uint8Array(numbers.buffer, 0, 4), new Uint8Array(numbers.buffer, 4, 8)];
  return concat(
    unhex("01000000" + "01" + "00".repeat(32) + "ffffffff" + "0e" + "04"),
    height,
    unhex("08" + reward.extra + "ffffffff" + "01"),
    amount,
    unhex("22" + "6a20"),
    sha256(bytesOf(canonical(without(reward, "extra")))),
    unhex("00000000"),
  );
}

/** The reward's leaf beside the body's root: sha256d of its coinbase. Also its id. */
export const rewardLeaf = (reward) => sha256d(coinbase(reward));

/** A block's Merkle root: of its reward, and the root of all other transactions. */
export const blockRoot = (reward, body) => sha256d(rewardLeaf(reward), body);

/** Whether a header has the right version, bits in the shortest form, and the work that they ask for; else why not. */
function wrongHeader(header) {
  if (((header.version & ~MINERS_BITS) >>> 0) !== VERSION) {
    return `version must be ${VERSION} except for bits 13 to 28, not ${header.version}`;
  }
  const target = targetOf(header.bits);
  if (target === null) {
    return `bits must be the shortest form of a target, not ${header.bits}`;
  }
  return numberOf(header.digest) <= target ? null : `the hash ${header.hash} is above the target of its bits`;
}

// ---- Receipts

/** What a receipt can show, the weakest first. */
export const LEVELS = ["under-this-header", "below-held-block", "on-this-chain"];

const MAX_PATH = 64;

function hashes(list) {
  ensure(Array.isArray(list) && list.length <= MAX_PATH, `a path is a list of at most ${MAX_PATH} hashes`);
  return list.map((hash) => unhex(hash, 32));
}

/** Checks the form of a receipt; throws if it is none. */
export function checkReceiptForm(receipt) {
  shaped(receipt, "a receipt", ["block", "genesis", "receipt", "transaction"], ["anchor"]);
  ensure(receipt.receipt === "zveno-1", 'receipt must be "zveno-1"');
  unhex(receipt.genesis, 32);
  checkForm(receipt.transaction);
  shaped(receipt.block, "a receipt's block", ["header", "path", "position", "reward"]);
  integer(receipt.block, "position");
  const parts = [receipt.block];
  if (Object.hasOwn(receipt, "anchor")) {
    shaped(receipt.anchor, "a receipt's anchor", ["body", "header", "path", "reward"]);
    unhex(receipt.anchor.body, 32);
    parts.push(receipt.anchor);
  }
  for (const part of parts) {
    unhex(part.header, HEADER_LENGTH);
    hashes(part.path);
    checkReward(part.reward);
  }
}

/**
 * Checks a receipt offline.
 *
 * @param {object|string} receipt as parse() reads it, or its text
 * @param {object} [options]
 * @param {string} [options.held] hash of a block that the reader trusts; the level below-held-block is reached if it is the
 *     transaction's block or the anchor. A receipt is worth as much as the place where that hash is from.
 * @param {(hash: string, height: number) => Promise<boolean>|boolean} [options.followed] whether a block is on the chain
 *     of a node that the reader trusts now: node.follows of a Client, for example
 * @param {Function} [options.mlDsa44] see isSigned
 * @returns {Promise<object>} { holds: false, cannot, words } if it shows nothing, with the reason: `cannot` is true if nothing is
 *     wrong but the signature's scheme cannot be checked here; otherwise { holds: true, levels, level, block, height,
 *     transaction, anchor }: the levels that were reached, the strongest of them, hash and height of the
 *     block that carries the transaction, the transaction's id, and the hash of the block that the anchor is, or null
 */
export async function checkReceipt(receipt, { held, followed, mlDsa44 } = {}) {
  try {
    const document = typeof receipt === "string" ? parse(receipt) : receipt;
    checkReceiptForm(document);
    return await shown(document, held, followed, mlDsa44);
  } catch (error) {
    if (error instanceof ZvenoError) {
      return { holds: false, cannot: error.cannot === true, words: error.message };
    }
    throw error;
  }
}

async function shown(receipt, held, followed, mlDsa44) {
  const { transaction, block, anchor } = receipt;
  const leaf = leafHash(bytesOf(canonical(transaction)));
  const body = rootOfPath(leaf, block.position, block.reward.count, hashes(block.path));
  ensure(body !== null, "the path is not one from that position in a block of that count");
  const header = checkedHeader("the block's", block, body);
  let later = null;
  if (anchor) {
    later = checkedHeader("the anchor's", anchor, unhex(anchor.body));
    // The history of a block has a leaf for each block before it, the genesis first.
    const index = block.reward.height - 1;
    const history = index < 0 ? null : rootOfPath(leafHash(header.digest), index, anchor.reward.height - 1, hashes(anchor.path));
    ensure(history !== null && hex(history) === anchor.reward.history, "the anchor's path does not lead from the block to the anchor's history");
  }
  // Last: a scheme that cannot be checked here does not hide what is wrong.
  ensure(isSigned(transaction, receipt.genesis, { mlDsa44 }), "the signature is not the sender's on the chain of that genesis");
  const levels = [LEVELS[0]];
  if (held !== undefined && [header.hash, later?.hash].includes(held)) {
    levels.push(LEVELS[1]);
  }
  if (await followed?.(header.hash, block.reward.height)) {
    levels.push(LEVELS[2]);
  }
  return {
    holds: true,
    levels,
    level: levels.at(-1),
    block: header.hash,
    height: block.reward.height,
    transaction: transactionId(transaction),
    anchor: later?.hash ?? null,
  };
}

function checkedHeader(whose, part, body) {
  const header = readHeader(unhex(part.header));
  const wrong = wrongHeader(header);
  ensure(wrong === null, `${whose} header: ${wrong}`);
  ensure(hex(blockRoot(part.reward, body)) === header.merkle_root, `${whose} Merkle root is not that of its reward and body`);
  return header;
}

// ---- A node

const SILENCE = 40_000;
const AGAIN = 1_000;

/** How often a payment is posted while no answer comes. */
const MAX_POSTS = 3;

const ended = (how, reason = "by a call") => new ZvenoError(`the transaction was ${how}: ${reason}`);

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });

/** A node's API. No redirect is followed: the token goes to the node that was named, and to no other. */
export class Client {
  #genesis;
  #pinned;

  /** For each address whose payments are under way, the last of them. */
  #paying = new Map();

  /**
   * @param {string|URL} url where the node is
   * @param {object} [options]
   * @param {string} [options.token] the node's token, if it asks for one
   * @param {string} [options.genesis] hash of the first block of the chain that is meant: for a node of another chain nothing
   *     is signed. Without it the node is believed
   */
  constructor(url, { token, genesis } = {}) {
    if (genesis !== undefined) {
      unhex(genesis, 32);
    }
    this.#pinned = genesis;
    this.base = new URL(String(url).replace(/\/?$/, "/"));
    this.token = token;
  }

  async #fetch(path, { method = "GET", json, headers = {}, signal } = {}) {
    const all = { ...headers, ...(this.token && { Authorization: "Bearer " + this.token }), ...(json !== undefined && { "Content-Type": "application/json" }) };
    let response;
    try {
      response = await fetch(new URL(path, this.base), { method, headers: all, body: json, signal, cache: "no-store", redirect: "manual" });
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }
      throw new ZvenoError(`the node at ${this.base.href} does not answer`, { status: 0 });
    }
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      throw new ZvenoError(`the node at ${this.base.href} redirects elsewhere, which is not followed`, { status: response.status || 302 });
    }
    if (!response.ok) {
      const text = await response.text().catch(() => "");
      let problem = {};
      try {
        problem = JSON.parse(text);
      } catch {
        // then there is only the status
      }
      throw new ZvenoError(problem.detail ?? `the node answers ${response.status}`, { status: response.status, problem });
    }
    return response;
  }

  /** GET, and the answer's JSON. */
  async get(path, options) {
    return (await this.#fetch(path, options)).json();
  }

  /** The node's version, rules and state. */
  status() {
    return this.get("api/v1/status");
  }

  /** The hash of the chain's first block; asked once. Fails if it is another one than the constructor was given. */
  async genesis() {
    if (this.#genesis === undefined) {
      const { genesis } = (await this.status()).rules;
      ensure(this.#pinned === undefined || this.#pinned === genesis, `the node's chain is ${genesis}, not ${this.#pinned}`);
      this.#genesis = genesis;
    }
    return this.#genesis;
  }

  /** { address, balance, immature, nonce, pending } of an account; `pending` counts what waits, too. */
  account(address) {
    return this.get("api/v1/accounts/" + encodeURIComponent(address));
  }

  /** Sends a signed transaction: { id, entry, block }. Sending it again does no harm. */
  async send(transaction) {
    const response = await this.#fetch("api/v1/transactions", { method: "POST", json: canonical(transaction) });
    try {
      return await response.json();
    } catch {
      throw new ZvenoError(`the answer of the node at ${this.base.href} is cut off`, { status: 0 });
    }
  }

  /** Sends it again while no answer comes. The node may have it since the first time: then it answers as before. */
  async #sendSurely(transaction) {
    for (let posts = 1, lost = false; ; posts++) {
      try {
        return await this.send(transaction);
      } catch (error) {
        const refused = [400, 409, 422].includes(error.status);
        if (refused || (!lost && error.status >= 300 && error.status < 500)) {
          throw error;
        }
        lost = true;
        if (posts === MAX_POSTS) {
          const id = transactionId(transaction);
          throw new ZvenoError(`whether the node has the transaction ${id} is not known (${error.message}): send this one again, and pay no other`, { status: error.status, id, transaction });
        }
      }
      await pause(AGAIN);
    }
  }

  /**
   * Fills in what a transaction lacks (nonce, expires, fee 0), signs and sends it.
   *
   * The nonce is the next one after what waits at the node, so the payments of a key go one after the other: to send by several
   * nodes at once, count it yourself.
   *
   * If no answer comes, the same bytes are sent again, three times in all. Then it fails with `error.transaction`: the node may
   * have this one, so `send(error.transaction)` again. Another `pay` would take the next nonce, and pay twice.
   */
  async pay(key, content) {
    const before = this.#paying.get(key.address);
    const done = Promise.resolve(before).then(() => this.#pay(key, content));
    const settled = done.then(
      () => {},
      () => {},
    );
    this.#paying.set(key.address, settled);
    try {
      return await done;
    } finally {
      if (this.#paying.get(key.address) === settled) {
        this.#paying.delete(key.address);
      }
    }
  }

  async #pay(key, content) {
    const [genesis, status, account] = await Promise.all([this.genesis(), this.status(), this.account(key.address)]);
    const full = { fee: 0, nonce: account.pending?.nonce ?? account.nonce, expires: status.height + USUAL_EXPIRY, ...content };
    const transaction = await sign(full, key, genesis);
    return { ...(await this.#sendSurely(transaction)), transaction };
  }

  /** Records a text: 0 units to oneself. */
  record(key, data, more = {}) {
    return this.pay(key, { recipient: key.address, amount: 0, data, ...more });
  }

  /**
   * Waits until a transaction has so many confirmations (the block that carries it is the first). Fails if it was dropped or
   * removed, now or before.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {number} [options.confirmations]
   * @param {AbortSignal} [options.signal] ends the waiting with its reason
   * @returns {Promise<object>} { block, hash, position, confirmations }
   */
  async confirmed(id, { confirmations = 1, signal } = {}) {
    const { newest } = (await this.status()).events; // before the first look: nothing falls between the two
    let found = await this.#confirmation(id, confirmations);
    for await (const event of found ? [] : this.events({ after: newest, signal })) {
      if (["block", "reorganisation", "reset"].includes(event.name)) {
        found = await this.#confirmation(id, confirmations);
      } else if (["dropped", "removed"].includes(event.name) && event.data.id === id) {
        throw ended(event.name, event.data.reason);
      }
      if (found) {
        break;
      }
    }
    signal?.throwIfAborted();
    return found;
  }

  async #confirmation(id, least) {
    let occurrences;
    try {
      ({ occurrences } = await this.get("api/v1/transactions/" + id));
    } catch (error) {
      if (error.status === 404) {
        return undefined;
      }
      throw error;
    }
    const { status, detail } = occurrences[0] ?? {};
    if (["dropped", "removed"].includes(status)) {
      throw ended(status, detail);
    }
    return occurrences.find((one) => one.status === "confirmed" && one.confirmations >= least);
  }

  /**
   * The node's events, for ever, across broken connections and restarts of the node: each exactly once. Ends when the
   * signal is aborted.
   *
   * @param {object} [options]
   * @param {string|number} [options.after] id of the last event that was seen; without it from now on
   * @param {number} [options.confirmations] also report blocks with so many, as `confirmed`
   * @param {AbortSignal} [options.signal]
   * @returns {AsyncGenerator<{ name: string, id: string|undefined, data: object }>}
   */
  async *events({ after, confirmations, signal } = {}) {
    let last = after ?? (await this.status()).events.newest;
    while (!signal?.aborted) {
      const call = new AbortController();
      const end = () => call.abort();
      signal?.addEventListener("abort", end, { once: true });
      let timer = setTimeout(end, SILENCE);
      try {
        const query = confirmations === undefined ? "" : "?confirmations=" + confirmations;
        const response = await this.#fetch("api/v1/events" + query, { headers: { "Last-Event-ID": String(last) }, signal: call.signal });
        const decoder = new TextDecoder();
        const reader = response.body.getReader();
        let text = "";
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          clearTimeout(timer); // the node gives a sign of life every 5 seconds
          timer = setTimeout(end, SILENCE);
          const blocks = (text + decoder.decode(part.value, { stream: true })).split(/\r?\n\r?\n/);
          text = blocks.pop();
          for (const event of blocks.map(readEvent).filter(Boolean)) {
            last = event.id ?? last;
            yield event;
          }
        }
      } catch (error) {
        const refused = error instanceof ZvenoError && error.status >= 400 && error.status < 500 && error.status !== 429;
        if (refused) {
          throw error;
        }
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        call.abort();
      }
      if (!signal?.aborted) {
        await pause(AGAIN, signal);
      }
    }
  }

  /**
   * The receipt of a confirmed transaction.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {string} [options.anchor] hash of a later block to which it shall lead; without it, the last one
   */
  async receipt(id, { anchor } = {}) {
    const query = anchor === undefined ? "" : "?anchor=" + encodeURIComponent(anchor);
    return parse(new Uint8Array(await (await this.#fetch("api/v1/receipts/" + id + query)).arrayBuffer()));
  }

  /** Whether the node's chain has this block now. */
  follows = async (hash) => {
    try {
      return (await this.get("api/v1/headers/" + hash)).onChain !== false;
    } catch (error) {
      if (error.status === 404) {
        return false;
      }
      throw error;
    }
  };
}

/** An event of a text/event-stream; null if it is only a comment. */
function readEvent(text) {
  const fields = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (name) {
      fields[name] = name === "data" && fields.data !== undefined ? fields.data + "\n" + value : value;
    }
  }
  return fields.data === undefined ? null : { name: fields.event ?? "message", id: fields.id, data: JSON.parse(fields.data) };
}
