/**
 * Keys of this browser: 24 words (BIP-39), the seeds that they give (SLIP-0010, m/44'/1'/n'), and the files in which they
 * are kept, the same that `zveno wallet` has. Nothing of this is ever sent anywhere.
 */
import { startWorker } from "../core/worker.js";
import { hmac } from "../noble-hashes/hmac.js";
import { pbkdf2 } from "../noble-hashes/pbkdf2.js";
import { sha512 } from "../noble-hashes/sha2.js";
import { keptList } from "./kept.js";
import { Key, bytesOf, hex, sha256, unhex } from "../client/zveno.js";

const FIRST_LINE = "zveno-key-1";
const WORDS = 24;
const ROUNDS = 2048;
const HARD = 2 ** 31;
const PATH = /^m\/44'\/1'\/(0|[1-9][0-9]{0,9})'$/;

/** Something is wrong with words, a file or a passphrase; `code` has a text, "strict.keys.CODE". */
export class KeyError extends Error {
  constructor(code, value = "") {
    super(code + " " + value);
    this.code = code;
    this.value = value;
  }
}

let words = null;

/** The 2,048 words. */
export async function wordList() {
  words ??= (await import("../vendor/words.js")).default;
  return words;
}

/** The 24 words of 32 random bytes. */
export async function wordsOf(entropy) {
  const words = await wordList();
  const bits = [...entropy, sha256(entropy)[0]].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{11}/g).map((index) => words[parseInt(index, 2)]);
}

/** Words as somebody typed them: 24 of the list, whose checksum is right. Throws a KeyError. */
export async function readWords(text) {
  const known = await wordList();
  const words = text.trim().toLowerCase().split(/\s+/);
  const strange = words.find((word) => word && !known.includes(word));
  if (strange) {
    throw new KeyError("word", strange.slice(0, 40));
  }
  if (words.length !== WORDS) {
    throw new KeyError("count", words[0] ? words.length : 0);
  }
  const bits = words.map((word) => known.indexOf(word).toString(2).padStart(11, "0")).join("");
  const bytes = Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
  if (sha256(bytes.subarray(0, 32))[0] !== bytes[32]) {
    throw new KeyError("checksum");
  }
  return words;
}

/** The 32-byte seed that words give for m/44'/1'/n'. */
export function seedOf(words, n = 0) {
  let node = hmac(sha512, bytesOf("ed25519 seed"), pbkdf2(sha512, bytesOf(words.join(" ")), bytesOf("mnemonic"), { c: ROUNDS, dkLen: 64 }));
  for (const index of [44, 1, n]) {
    const data = new Uint8Array(37);
    data.set(node.subarray(0, 32), 1);
    new DataView(data.buffer).setUint32(33, index + HARD);
    node = hmac(sha512, node.subarray(32), data);
  }
  return node.slice(0, 32);
}

/** A key of words: { key, words, path }. */
export async function keyOfWords(words, n = 0) {
  return { key: await Key.fromSeed(seedOf(words, n)), words, path: `m/44'/1'/${n}'` };
}

/** A new key with words of its own. */
export async function newKey() {
  return keyOfWords(await wordsOf(globalThis.crypto.getRandomValues(new Uint8Array(32))));
}

function plaintext({ key, words, path }) {
  const lines = [FIRST_LINE, "scheme: ed25519", "address: " + key.address, "seed: " + hex(key.seed)];
  return [...lines, ...(words ? ["words: " + words.join(" "), "path: " + path] : []), ""].join("\n");
}

/** Reads what a key file holds, and refuses one whose lines do not agree. */
async function readPlaintext(bytes) {
  const [first, ...lines] = new TextDecoder().decode(bytes).split("\n");
  const fields = new Map(lines.slice(0, -1).map((line) => line.split(/: (.*)/s).slice(0, 2)));
  const names = [...fields.keys()].join();
  if (first !== FIRST_LINE || lines.at(-1) !== "" || !["scheme,address,seed", "scheme,address,seed,words,path"].includes(names)) {
    throw new KeyError("content");
  }
  if (fields.get("scheme") !== "ed25519") {
    throw new KeyError("scheme", fields.get("scheme"));
  }
  if (!/^[0-9a-f]{64}$/.test(fields.get("seed"))) {
    throw new KeyError("content");
  }
  const key = await Key.fromSeed(unhex(fields.get("seed"), 32));
  const opened = { key };
  if (fields.has("words")) {
    const n = Number(PATH.exec(fields.get("path"))?.[1] ?? NaN);
    if (!(n < HARD)) {
      throw new KeyError("content");
    }
    Object.assign(opened, { words: await readWords(fields.get("words")), path: fields.get("path") });
    if (hex(seedOf(opened.words, n)) !== hex(key.seed)) {
      throw new KeyError("content");
    }
  }
  if (key.address !== fields.get("address")) {
    throw new KeyError("content");
  }
  return opened;
}

/** Has the worker do one thing. */
function work(question, tell) {
  const worker = startWorker("work/age.js");
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.progress !== undefined) {
        tell?.(data.progress);
      } else if (data.error !== undefined) {
        reject(["form", "passphrase"].includes(data.error) ? new KeyError(data.error) : new Error(data.error));
      } else {
        resolve(data.done);
      }
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  }).finally(() => worker.terminate());
}

/** The file of a key, an armored text. */
export const seal = (opened, passphrase, tell) => work({ kind: "encrypt", bytes: bytesOf(plaintext(opened)), passphrase }, tell);

/** Opens a key file: { key, words, path }. Throws a KeyError. */
export async function unseal(file, passphrase, tell) {
  return readPlaintext(await work({ kind: "decrypt", file, passphrase }, tell));
}

// What this browser keeps: [{ name, address, file }], files being encrypted.

const list = keptList("zveno.keys", (one) => typeof one?.file === "string" && typeof one.address === "string");

/** Whether the browser keeps the keys: otherwise they last as long as the page. */
export const keepsKeys = list.isKept;

export const storedKeys = list.read;

/** Keeps a key; one of the same address is replaced. */
export function storeKey(stored) {
  list.write([...storedKeys().filter(({ address }) => address !== stored.address), stored]);
}

export function dropKey(address) {
  list.write(storedKeys().filter((one) => one.address !== address));
}
