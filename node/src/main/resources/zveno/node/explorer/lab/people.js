/** The people of the strict exercises. Everybody can compute their keys: they are worth nothing outside. */
import { useEffect, useState } from "preact/hooks";
import { bytesOf, hex, Key, sha256, signedText } from "../client/zveno.js";

const NAMES = ["ann", "bob", "carol", "mallory"];

/** What each of them has at the beginning of an exercise. The real chain knows nothing of it. */
export const BEGINNING = 100;

let keys = null;

/** Their keys, by name. */
export function people() {
  keys ??= Promise.all(NAMES.map((name) => Key.fromSeed(sha256(bytesOf(`zveno laboratory: ${name}`))))).then((all) =>
    Object.fromEntries(NAMES.map((name, i) => [name, all[i]])),
  );
  return keys;
}

/** Their keys when they are there; null before. */
export function usePeople() {
  const [all, set] = useState(null);
  useEffect(() => {
    people().then(set);
  }, []);
  return all;
}

/** The ledger with which an exercise begins: on top of the copied chain, with money for everybody. */
export function beginning({ genesis, parameters, height, hash, timestamp, bits }, all) {
  const accounts = new Map(Object.values(all).map(({ address }) => [address, { balance: BEGINNING, nonce: 0 }]));
  return { genesis, parameters, height, hash, timestamp, bits, accounts, due: [], issued: BEGINNING * accounts.size };
}

/** What `content` says, signed by a key for a sender who may be somebody else. */
export async function signedBy(key, sender, content, genesis) {
  const own = { ...content, sender };
  return { ...own, signature: hex(await key.sign(bytesOf(signedText(own, genesis)))) };
}
