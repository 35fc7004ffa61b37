/**
 * Targets and the difficulty rule of the strict chain: aserti3-2d in exact integers, with the genesis block as its
 * reference and a clock that stops while the network sleeps. docs/strict.md states the rules.
 */
import { bitsOf, targetOf } from "../client/zveno.js";

const FRACTION_BITS = 16n;
const FRACTION = 1n << FRACTION_BITS;
const UNSIGNED_64 = (1n << 64n) - 1n;

/** Beyond so many shifts to the left even a target of 1 has left 256 bits; beyond so many to the right nothing is left. */
const MAX_SHIFTS = 512n;

/**
 * The bits that come next by aserti3-2d.
 *
 * @param {{anchor: number, limit: number, halfLife: number}} rule bits of the first block, the easiest bits, and the
 *     seconds by which the schedule must be missed for the target to double or halve
 * @param {number} behind how many seconds the chain is behind its schedule; negative if it is ahead
 */
export function bitsAfter({ anchor, limit, halfLife }, behind) {
  const exponent = (BigInt(behind) * FRACTION) / BigInt(halfLife); // BigInt divides toward zero, as C++ does
  const shifts = (exponent >> FRACTION_BITS) - FRACTION_BITS;
  const product = targetOf(anchor) * factor(exponent);
  const easiest = targetOf(limit);
  let target = easiest;
  if (shifts <= MAX_SHIFTS) {
    target = shifts < 0n ? product >> (shifts < -MAX_SHIFTS ? MAX_SHIFTS : -shifts) : product << shifts;
  }
  return bitsOf(target < 1n ? 1n : target > easiest ? easiest : target);
}

/** 65536 · 2^(fraction / 65536), nearly: the rule's polynomial of third degree, in unsigned 64 bits. */
function factor(exponent) {
  const x = exponent & (FRACTION - 1n);
  const sum = 195766423245049n * x + 971821376n * x * x + 5127n * x * x * x + (1n << 47n);
  return FRACTION + ((sum & UNSIGNED_64) >> 48n);
}

/**
 * A chain's schedule. `sleeps` is the rule: the clock counts at most `halfLife` for each block. Without it, every second
 * counts, as in Bitcoin Cash.
 */
export class Schedule {
  constructor({ anchor, limit, halfLife, spacing, sleeps = true }) {
    this.rule = { anchor, limit, halfLife };
    this.spacing = spacing;
    this.sleeps = sleeps;
    this.awake = 0;
    this.height = 1; // the genesis block
  }

  /** The seconds that the chain is behind: what the bits of the block after the present one come from. */
  get behind() {
    return this.awake - this.spacing * (this.height - 1);
  }

  /** The bits of the next block. */
  get bits() {
    return bitsAfter(this.rule, this.behind);
  }

  /** One more block, so many whole seconds after the one before. */
  add(seconds) {
    this.awake += this.sleeps ? Math.min(seconds, this.rule.halfLife) : seconds;
    this.height++;
  }
}
