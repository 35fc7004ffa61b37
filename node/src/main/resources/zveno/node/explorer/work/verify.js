/**
 * Computes SHA-256 beside the page, and tells how it goes.
 *
 * Asked { kind: "hash", bytes }, it tells { kind: "state", chunk, of, state } some fifty times, spread over the chunks, and
 * at last { kind: "done", hash, ms }. Asked { kind: "rounds", bytes }, bytes of one chunk, it tells { kind: "done", hash, working }:
 * the eight words before the first round and after each.
 */
import { compress, pad, START, stateHex, toWords, trace } from "../lab/sha256.js";

const TOLD = 48;

self.onmessage = ({ data }) => {
  if (data.kind === "hash") {
    hash(data.bytes);
  } else {
    const told = trace(data.bytes, 0);
    self.postMessage({ kind: "done", hash: told.hash, working: told.working });
  }
};

function hash(bytes) {
  const begin = performance.now();
  const words = toWords(pad(bytes));
  const chunks = words.length / 16;
  const between = Math.max(1, Math.floor(chunks / TOLD));
  const state = START.slice();
  for (let chunk = 0; chunk < chunks; chunk++) {
    compress(state, words, 16 * chunk);
    if ((chunk + 1) % between === 0 || chunk + 1 === chunks) {
      self.postMessage({ kind: "state", chunk: chunk + 1, of: chunks, state: state.slice() });
    }
  }
  self.postMessage({ kind: "done", hash: stateHex(state), ms: performance.now() - begin });
}
