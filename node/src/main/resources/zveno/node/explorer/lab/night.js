/**
 * A network whose miners come and go, with the sleeping clock and without: both have the same luck. Nothing here has a
 * face.
 */
import { targetOf } from "../client/zveno.js";
import { Schedule } from "./asert.js";
import { Luck } from "./luck.js";

/** More blocks than this are not computed in one step: a browser would be busy for seconds. */
export const MAX_BLOCKS = 60_000;

/** Twice as hard, half as easy: how the first target relates to that of other bits. */
const hardness = (anchor, bits) => Number((targetOf(anchor) << 32n) / targetOf(bits)) / 2 ** 32;

/**
 * A chain that is searched for. Times are seconds since the first block, with fractions; the blocks' timestamps are whole
 * seconds, as in headers, and the schedule goes by these.
 */
export class Net {
  /**
   * @param {{anchor: number, limit: number, halfLife: number, spacing: number}} parameters
   * @param {number} inBalance so many miners find a block each `spacing` seconds at the first difficulty
   * @param {number} seed of the luck
   */
  constructor(parameters, inBalance, seed, sleeps) {
    this.schedule = new Schedule({ ...parameters, sleeps });
    this.anchor = parameters.anchor;
    this.perMiner = 1 / (parameters.spacing * inBalance); // of the first difficulty's work, a second
    this.luck = new Luck(seed);
    this.now = 0;
    this.stamp = 0;
    this.begin();
    /** The blocks, each `{at, hardness}`: when it was found, and how hard it was beside the first. */
    this.blocks = [];
  }

  /** The search for another block. */
  begin() {
    this.hardness = hardness(this.anchor, this.schedule.bits);
    this.left = this.hardness * this.luck.wait();
  }

  /** Lets so many miners search for so many seconds. */
  pass(miners, seconds) {
    const end = this.now + seconds;
    const rate = miners * this.perMiner;
    for (let most = MAX_BLOCKS; most > 0; most--) {
      const found = rate === 0 ? Infinity : this.now + this.left / rate;
      if (found > end) {
        this.left -= (end - this.now) * rate;
        break;
      }
      this.now = found;
      this.blocks.push({ at: found, hardness: this.hardness });
      const stamp = Math.floor(found);
      this.schedule.add(stamp - this.stamp);
      this.stamp = stamp;
      this.begin();
    }
    this.now = end;
  }

  /** How many blocks were found from one moment to another. */
  found(from, to) {
    return this.blocks.filter(({ at }) => at >= from && at < to).length;
  }
}
