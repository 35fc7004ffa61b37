/**
 * Searches for proofs beside the page. It is asked once and tells how it goes until it is done;
 * whoever has changed his mind ends the worker.
 *
 * Asked `{kind: 'search', puzzle}`, it tells `{kind: 'progress', tried, ms}` and at last
 * `{kind: 'found', proof, hash, tried, ms}`. Asked `{kind: 'sequence', start, zeros}`, it tells
 * `{kind: 'progress', tried, ms, proofs}` with the proofs that are new, and at last the same as
 * `{kind: 'circle', tail, period, ...}`.
 */

import { Search, Sequence } from "./proofs.js";

/** How often it tells, in milliseconds. */
const PACE = 80;

/** Candidates between two looks at the clock: a few milliseconds. */
const STRETCH = 8192;

self.onmessage = ({ data }) => {
  if (data.kind === "search") {
    search(data);
  } else {
    sequence(data);
  }
};

function search({ puzzle }) {
  const work = new Search(puzzle);
  const clock = new Clock();
  for (;;) {
    const found = work.run(STRETCH);
    if (found !== null) {
      self.postMessage({ kind: "found", ...found, proof: String(found.proof), tried: work.tried, ms: clock.ms() });
      return;
    }
    if (clock.rings()) {
      self.postMessage({ kind: "progress", tried: work.tried, ms: clock.ms() });
    }
  }
}

function sequence({ start, zeros }) {
  const work = new Sequence(start, zeros);
  const clock = new Clock();
  let told = 1;
  const news = () => {
    const proofs = work.proofs.slice(told);
    told = work.proofs.length;
    return { tried: work.tried, ms: clock.ms(), proofs };
  };
  while (work.circle === null) {
    work.run(STRETCH);
    if (clock.rings()) {
      self.postMessage({ kind: "progress", ...news() });
    }
  }
  self.postMessage({ kind: "circle", ...work.circle, ...news() });
}

class Clock {
  constructor() {
    this.start = performance.now();
    this.next = this.start + PACE;
  }

  ms() {
    return performance.now() - this.start;
  }

  rings() {
    const now = performance.now();
    if (now < this.next) {
      return false;
    }
    this.next = now + PACE;
    return true;
  }
}
