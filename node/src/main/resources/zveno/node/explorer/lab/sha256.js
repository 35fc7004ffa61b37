/**
 * SHA-256 (FIPS 180-4) of our own: synchronous, since WebCrypto is not, and is not there at all on a
 * page that came by plain http from another machine. Beside the plain function there is one that
 * tells every step, for people to look at, and the pieces that the search for proofs needs.
 */

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
export const START = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** The same of the cube roots of the first 64 primes. */
export const CONSTANTS = Int32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);

/** Bytes of a message block. */
export const BLOCK = 64;

const schedule = new Int32Array(64);

/**
 * Mixes one message block into the state.
 *
 * @param {Int32Array} state eight words, changed in place
 * @param {Int32Array} words the message, in words of 32 bits, most significant byte first
 * @param {number} from where the block's 16 words begin
 */
export function compress(state, words, from) {
  const w = schedule;
  const k = CONSTANTS;
  for (let t = 0; t < 16; t++) {
    w[t] = words[from + t];
  }
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15];
    const y = w[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[t] + w[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
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

/** How many bytes a message of so many takes when it is padded: a whole number of blocks. */
export function paddedLength(length) {
  return (Math.floor((length + 8) / BLOCK) + 1) * BLOCK;
}

/** The message, a one bit, zeros, and the message's length in bits, in 64 bits. */
export function pad(bytes) {
  const padded = new Uint8Array(paddedLength(bytes.length));
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  return padded;
}

/** Padded bytes as words. */
export function toWords(padded) {
  const view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  const words = new Int32Array(padded.length / 4);
  for (let i = 0; i < words.length; i++) {
    words[i] = view.getInt32(4 * i);
  }
  return words;
}

/** A word as eight hexadecimal digits. */
export function wordHex(word) {
  return (word >>> 0).toString(16).padStart(8, "0");
}

/** The eight words of a state as a hash is written. */
export function stateHex(state) {
  return Array.from(state, wordHex).join("");
}

/** The SHA-256 of bytes, as eight words. */
export function sha256Words(bytes) {
  const words = toWords(pad(bytes));
  const state = START.slice();
  for (let from = 0; from < words.length; from += 16) {
    compress(state, words, from);
  }
  return state;
}

/** The SHA-256 of bytes, as 32 bytes. */
export function sha256(bytes) {
  const result = new Uint8Array(32);
  const view = new DataView(result.buffer);
  sha256Words(bytes).forEach((word, i) => view.setInt32(4 * i, word));
  return result;
}

/** The SHA-256 of bytes, as 64 hexadecimal digits. */
export function sha256Hex(bytes) {
  return stateHex(sha256Words(bytes));
}

/** The SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256OfText(text) {
  return sha256Hex(new TextEncoder().encode(text));
}

/**
 * The same as {@link sha256Hex}, told step by step.
 *
 * @param {Uint8Array} bytes the message
 * @param {number} index the message block to be told about; the others are only mixed in
 * @returns what there is to see: the whole message padded; how many blocks it makes; the state before
 *     the block and after it; the block's schedule of 64 words; the eight working words before the
 *     first round and after each, 65 in all; and the hash of the whole
 */
export function trace(bytes, index) {
  const padded = pad(bytes);
  const words = toWords(padded);
  const state = START.slice();
  const told = { padded, blocks: words.length / 16, index };
  for (let block = 0; block < told.blocks; block++) {
    if (block === index) {
      told.before = state.slice();
      Object.assign(told, rounds(state, words, 16 * block));
    }
    compress(state, words, 16 * block);
    if (block === index) {
      told.after = state.slice();
    }
  }
  told.hash = stateHex(state);
  return told;
}

/** The rounds in the words of the standard, for reading rather than for speed. */
function rounds(state, words, from) {
  const w = Array.from(words.subarray(from, from + 16));
  for (let t = 16; t < 64; t++) {
    w.push((w[t - 16] + smallSigma0(w[t - 15]) + w[t - 7] + smallSigma1(w[t - 2])) | 0);
  }
  const working = [Array.from(state)];
  for (let t = 0; t < 64; t++) {
    const [a, b, c, d, e, f, g, h] = working[t];
    const t1 = (h + bigSigma1(e) + choose(e, f, g) + CONSTANTS[t] + w[t]) | 0;
    const t2 = (bigSigma0(a) + majority(a, b, c)) | 0;
    working.push([(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g]);
  }
  return { schedule: w, working };
}

const rotate = (x, n) => (x >>> n) | (x << (32 - n));
const choose = (x, y, z) => (x & y) ^ (~x & z);
const majority = (x, y, z) => (x & y) ^ (x & z) ^ (y & z);
const bigSigma0 = (x) => rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22);
const bigSigma1 = (x) => rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25);
const smallSigma0 = (x) => rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
const smallSigma1 = (x) => rotate(x, 17) ^ rotate(x, 19) ^ (x >>> 10);
