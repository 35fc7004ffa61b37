/** The page's side of {@link file://./worker.js}: one worker, kept warm, and ended when it is not wanted. */

import { startWorker } from "../core/worker.js";

/** Somebody has changed his mind. */
export class Stopped extends Error {}

export class Crew {
  constructor() {
    this.worker = null;
    this.giveUp = null;
  }

  /**
   * The smallest proof of a puzzle.
   *
   * @param {(news: {tried: number, ms: number}) => void} tell hears how it goes
   * @returns {Promise<{proof: string, hash: string, tried: number, ms: number}>}
   * @throws Stopped
   */
  search(puzzle, tell = () => {}) {
    return this.ask({ kind: "search", puzzle }, tell);
  }

  /** The tutorial's proofs until they come back; `tell` hears of `{tried, ms, proofs}`. */
  sequence(start, zeros, tell) {
    return this.ask({ kind: "sequence", start, zeros }, tell);
  }

  /** Ends whatever is being done. */
  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.giveUp?.(new Stopped());
    this.giveUp = null;
  }

  ask(question, tell) {
    if (this.giveUp !== null) {
      this.stop();
    }
    this.worker ??= startWorker("lab/worker.js");
    const worker = this.worker;
    return new Promise((resolve, reject) => {
      this.giveUp = reject;
      worker.onmessage = ({ data }) => {
        if (data.kind === "progress") {
          tell(data);
        } else {
          this.giveUp = null;
          resolve(data);
        }
      };
      worker.onerror = (event) => {
        this.giveUp = null;
        this.stop();
        reject(new Error(event.message || "the worker does not start"));
      };
      worker.postMessage(question);
    });
  }
}
