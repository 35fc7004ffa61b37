/** Chance that is the same each time: a generator with a seed. It is for simulations, never for keys. */

/** sfc32, by Chris Doty-Humphrey: numbers from 0 to 1, without 1, with 32 bits each. */
export class Luck {
  /** @param {number} seed a whole number */
  constructor(seed) {
    this.state = Int32Array.of(seed, 0x9e3779b9, 0x243f6a88, 1);
    for (let i = 0; i < 16; i++) {
      this.next(); // a small seed has spread by then
    }
  }

  next() {
    const s = this.state;
    const sum = (s[0] + s[1] + s[3]++) | 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  /** How long something takes that may happen at any moment and takes 1 on average. */
  wait() {
    return -Math.log(1 - this.next());
  }
}
