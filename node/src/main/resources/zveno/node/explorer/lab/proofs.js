/**
 * Proofs of work: what they are, the search for the smallest, and the sequence that they make. A
 * proof goes with the one before it if the SHA-256 of `head + proof + tail` begins with so many
 * hexadecimal zeros. The head is the proof before; the tail is empty under the tutorial's rule
 * (`classic`), and the hash of the block before under its repository's since 2018 (`upstream`).
 */

import { compress, paddedLength, sha256OfText, START, stateHex } from "./sha256.js";

/** Candidates beyond this are not exact any more; nobody will get there. */
const MAX = Number.MAX_SAFE_INTEGER;

/** How many candidates are tried on average until one fits. */
export function expectedTries(zeros) {
  return 16 ** zeros;
}

/** The hash that has to begin with zeros. */
export function guessHash(head, proof, tail) {
  return sha256OfText(head + proof + tail);
}

/** Whether a hash begins with so many zeros. */
export function beginsWithZeros(hash, zeros) {
  return hash.startsWith("0".repeat(zeros));
}

/**
 * A search for the smallest proof, which goes on from where it was. The message lies in words, as
 * SHA-256 wants it; to count on, only the last digits are changed.
 */
export class Search {
  /**
   * @param {{head: string, tail: string, zeros: number}} puzzle head and tail are ASCII
   * @param {number} from the first candidate
   */
  constructor({ head, tail, zeros }, from = 0) {
    this.head = head;
    this.tail = tail;
    this.zeros = zeros;
    this.tried = 0;
    this.state = START.slice();
    this.write(from);
  }

  /**
   * Tries so many candidates at most, and ends at the first that fits.
   *
   * @returns {{proof: number, hash: string} | null}
   */
  run(most) {
    for (let left = most; left > 0; left--) {
      this.hash();
      this.tried++;
      if (this.fits()) {
        const found = { proof: this.candidate, hash: stateHex(this.state) };
        this.next();
        return found;
      }
      this.next();
    }
    return null;
  }

  /** Writes the message anew: at the beginning, and when the candidate gets a digit more. */
  write(candidate) {
    this.candidate = candidate;
    const message = this.head + candidate + this.tail;
    const words = new Int32Array(paddedLength(message.length) / 4);
    for (let i = 0; i < message.length; i++) {
      words[i >> 2] |= message.charCodeAt(i) << (24 - 8 * (i & 3));
    }
    words[message.length >> 2] |= 0x80 << (24 - 8 * (message.length & 3));
    words[words.length - 1] = 8 * message.length;
    this.words = words;
    this.firstDigit = this.head.length;
    this.lastDigit = this.head.length + String(candidate).length - 1;
  }

  hash() {
    this.state.set(START);
    for (let from = 0; from < this.words.length; from += 16) {
      compress(this.state, this.words, from);
    }
  }

  fits() {
    let zeros = this.zeros;
    for (let i = 0; zeros > 0; i++, zeros -= 8) {
      const digits = Math.min(zeros, 8);
      if (this.state[i] >>> (32 - 4 * digits) !== 0) {
        return false;
      }
    }
    return true;
  }

  next() {
    if (this.candidate === MAX) {
      throw new RangeError("no proof below 2^53");
    }
    const words = this.words;
    for (let i = this.lastDigit; i >= this.firstDigit; i--) {
      const shift = 24 - 8 * (i & 3);
      const digit = (words[i >> 2] >>> shift) & 0xff;
      if (digit !== 0x39) {
        words[i >> 2] += 1 << shift;
        this.candidate++;
        return;
      }
      words[i >> 2] -= 9 << shift;
    }
    this.write(this.candidate + 1);
  }
}

/**
 * The proofs that follow each other under the tutorial's rule. Each depends on the one before it
 * only, so there is one sequence for each beginning, and as soon as a proof comes back, so do all
 * that came after it.
 */
export class Sequence {
  /** @param {string} start the first proof; a chain of one's own begins with 100 */
  constructor(start, zeros) {
    this.zeros = zeros;
    this.proofs = [start];
    this.places = new Map([[start, 0]]);
    this.tried = 0;
    /** When a proof has come back: how many come before the circle, and how many are in it. */
    this.circle = null;
    this.search = new Search({ head: start, tail: "", zeros });
  }

  /** Tries so many candidates at most; true if a proof has been found. */
  run(most) {
    const before = this.search.tried;
    const found = this.search.run(most);
    this.tried += this.search.tried - before;
    if (found === null) {
      return false;
    }
    const proof = String(found.proof);
    const place = this.places.get(proof);
    if (place !== undefined) {
      this.circle = { tail: place, period: this.proofs.length - place };
    } else {
      this.places.set(proof, this.proofs.length);
      this.proofs.push(proof);
      this.search = new Search({ head: proof, tail: "", zeros: this.zeros });
    }
    return true;
  }
}

/** The proof of the block at this height, 1 being the first; undefined if the list does not reach. */
export function proofAt(proofs, circle, height) {
  const place = height - 1;
  if (place < proofs.length || circle === null) {
    return proofs[place];
  }
  return proofs[circle.tail + ((place - circle.tail) % circle.period)];
}
