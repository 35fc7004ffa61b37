/**
 * Files of the age format, version 1 (https://age-encryption.org/v1), for a passphrase: what `age --passphrase` and `zveno
 * wallet` write and read. Small files only: everything is in memory.
 */
import { chacha20poly1305 } from "../noble-ciphers/chacha.js";
import { hkdf } from "../noble-hashes/hkdf.js";
import { hmac } from "../noble-hashes/hmac.js";
import { scryptAsync } from "../noble-hashes/scrypt.js";
import { sha256 } from "../noble-hashes/sha2.js";

const VERSION = "age-encryption.org/v1";
const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const LINE = 64;
const CHUNK = 64 * 1024;
const TAG = 16;

/** log2 of scrypt's N. A file that asks for more than the most would only be there to stop this page. */
export const WORK_FACTOR = 18;
const MAX_WORK_FACTOR = 20;

/** The text is no such file, or the passphrase another one. */
export class AgeError extends Error {
  /** code: "form" or "passphrase" */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const utf8 = new TextEncoder();
const latin = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const base64 = (bytes) => btoa(latin(bytes));
const unpadded = (bytes) => base64(bytes).replace(/=+$/, "");

function unbase64(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    throw new AgeError("form", "no base64");
  }
  if (unpadded(bytes) !== text.replace(/=+$/, "")) {
    throw new AgeError("form", "no canonical base64");
  }
  return bytes;
}

function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

const random = (n) => globalThis.crypto.getRandomValues(new Uint8Array(n));

/** A passphrase's bytes: é typed on two systems is one. */
const bytesOf = (passphrase) => utf8.encode(passphrase.normalize("NFC"));

const wrapKey = (passphrase, salt, logN, onProgress) => scryptAsync(bytesOf(passphrase), concat(utf8.encode(VERSION + "/scrypt"), salt), { N: 2 ** logN, r: 8, p: 1, dkLen: 32, maxmem: 2 ** 31, onProgress });

const headerMac = (fileKey, header) => hmac(sha256, hkdf(sha256, fileKey, new Uint8Array(0), utf8.encode("header"), 32), utf8.encode(header));

const payloadKey = (fileKey, nonce) => hkdf(sha256, fileKey, nonce, utf8.encode("payload"), 32);

/** The nonce of a chunk: its number, big-endian, and whether it is the last. */
function chunkNonce(i, last) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, i);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function cut(bytes, size) {
  const parts = [];
  for (let at = 0; at === 0 || at < bytes.length; at += size) {
    parts.push(bytes.subarray(at, at + size));
  }
  return parts;
}

/**
 * Encrypts bytes; returns the armored text.
 *
 * onProgress(0…1) is told how far the passphrase's key is.
 */
export async function encrypt(plaintext, passphrase, { workFactor = WORK_FACTOR, onProgress } = {}) {
  const [fileKey, salt, nonce] = [random(16), random(16), random(16)];
  const wrapped = chacha20poly1305(await wrapKey(passphrase, salt, workFactor, onProgress), new Uint8Array(12)).encrypt(fileKey);
  const header = `${VERSION}\n-> scrypt ${unpadded(salt)} ${workFactor}\n${unpadded(wrapped)}\n---`;
  const key = payloadKey(fileKey, nonce);
  const chunks = cut(plaintext, CHUNK);
  const sealed = chunks.map((chunk, i) => chacha20poly1305(key, chunkNonce(i, i === chunks.length - 1)).encrypt(chunk));
  return armor(concat(utf8.encode(`${header} ${unpadded(headerMac(fileKey, header))}\n`), nonce, ...sealed));
}

/** The armored text of a file. */
export function armor(file) {
  return [BEGIN, ...base64(file).match(new RegExp(`.{1,${LINE}}`, "g")), END, ""].join("\n");
}

/** The bytes of a file, armored or not. */
export function binary(bytes) {
  const text = latin(bytes);
  if (!text.trimStart().startsWith(BEGIN)) {
    return bytes;
  }
  const lines = text.trim().split(/\r?\n/);
  if (lines.at(-1).trim() !== END) {
    throw new AgeError("form", "the end of the file is missing");
  }
  return unbase64(lines.slice(1, -1).join(""));
}

/** Decrypts a file, armored or not; throws an AgeError. */
export async function decrypt(file, passphrase, { onProgress } = {}) {
  const bytes = binary(typeof file === "string" ? utf8.encode(file) : file);
  const found = /^age-encryption\.org\/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n/.exec(latin(bytes.subarray(0, 1000)));
  if (!found) {
    throw new AgeError("form", "no age file with a passphrase");
  }
  const [all, salt, factor, body, mac] = found;
  const logN = Number(factor);
  if (logN > MAX_WORK_FACTOR) {
    throw new AgeError("form", `work factor ${logN} is above ${MAX_WORK_FACTOR}`);
  }
  const key = await wrapKey(passphrase, unbase64(salt), logN, onProgress);
  const fileKey = open(key, new Uint8Array(12), unbase64(body), "passphrase", "another passphrase");
  const header = all.slice(0, all.lastIndexOf(" "));
  if (unpadded(headerMac(fileKey, header)) !== mac) {
    throw new AgeError("form", "the header was changed");
  }
  const payload = bytes.subarray(all.length);
  const chunks = cut(payload.subarray(16), CHUNK + TAG);
  const stream = payloadKey(fileKey, payload.subarray(0, 16));
  return concat(...chunks.map((chunk, i) => open(stream, chunkNonce(i, i === chunks.length - 1), chunk, "form", "the content was changed")));
}

function open(key, nonce, sealed, code, message) {
  try {
    return chacha20poly1305(key, nonce).decrypt(sealed);
  } catch {
    throw new AgeError(code, message);
  }
}
