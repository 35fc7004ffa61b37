/**
 * How likely an attacker with a share of the work overtakes a chain after so many confirmations.
 *
 * Each next block is the attacker's with probability q and an honest one with p = 1 − q. While the honest miners find n
 * blocks, the attacker finds m of them with probability C(m + n − 1, m) pⁿ qᵐ. Who is d blocks behind ever makes up for
 * it with probability (q / p)ᵈ, if q < p: a gambler's ruin. The attacker begins with one block in hand, and needs to be
 * ahead, since of chains with equal work the first one stays.
 */

/**
 * Meni Rosenfeld, "Analysis of Hashrate-Based Double Spending", 2014: exact for this game.
 *
 * @param {number} share the attacker's, from 0 to 1
 * @param {number} confirmations at least 0
 */
export function rosenfeld(share, confirmations) {
  const q = share;
  const p = 1 - q;
  if (q >= p || confirmations === 0) {
    return 1;
  }
  let sum = 0;
  let ways = 1; // C(m + n - 1, m)
  for (let m = 0; m <= confirmations; m++) {
    sum += ways * (p ** confirmations * q ** m - p ** m * q ** confirmations);
    ways = (ways * (m + confirmations)) / (m + 1);
  }
  return Math.max(Number.EPSILON, 1 - sum); // closer to 0 than doubles can tell
}

/** Satoshi Nakamoto, "Bitcoin", 2008, section 11: the attacker's blocks meanwhile as if they were Poisson distributed. */
export function nakamoto(share, confirmations) {
  const q = share;
  const p = 1 - q;
  if (q >= p) {
    return 1;
  }
  const expected = (confirmations * q) / p;
  let sum = 0;
  let poisson = Math.exp(-expected);
  for (let k = 0; k <= confirmations; k++) {
    sum += poisson * (1 - (q / p) ** (confirmations - k));
    poisson = (poisson * expected) / (k + 1);
  }
  return Math.max(Number.EPSILON, 1 - sum); // closer to 0 than doubles can tell
}

/** The least number of confirmations with a risk of at most `risk`; null if more than `most` would not be enough. */
export function enough(share, risk, most = 1000) {
  for (let n = 0; n <= most; n++) {
    if (rosenfeld(share, n) <= risk) {
      return n;
    }
  }
  return null;
}

/** An attacker who is so far behind gives up. */
export const GIVES_UP = 100;

/** Plays one attack, block by block; true if it succeeds. */
export function attack(share, confirmations, luck) {
  let lead = 1; // the block in hand
  let honest = 0;
  while (honest < confirmations) {
    if (luck.next() < share) {
      lead++;
    } else {
      lead--;
      honest++;
    }
  }
  while (lead <= 0 && lead > -GIVES_UP) {
    lead += luck.next() < share ? 1 : -1;
  }
  return lead > 0;
}
