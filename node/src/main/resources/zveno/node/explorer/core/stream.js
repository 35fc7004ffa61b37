/** Listens to the node's events: through the worker that all tabs share where there can be one, else by itself. */
import { EventStream } from "./events.js";
import { shareWorker } from "./worker.js";

const SAY_SO = 5_000;

/** So often a tab may say that it is there without being answered; the worker's process may have died. */
const MAX_UNANSWERED = 3;

/** How many workers that never answer a tab tries before it listens by itself. */
const MAX_WORKERS = 2;

/**
 * Tells of what happens after an event; token returns the node's token, if the reader has given it; tell is called with { link } or { event }, as core/events.js says.
 *
 * Returns a function that ends that.
 */
export function listen(address, after, token, tell) {
  let at = after;
  let workers = 0;
  const heard = (what) => {
    workers = 0;
    if (what.event?.id !== undefined) {
      at = Number(what.event.id);
    }
    tell(what);
  };
  let end = () => {};
  const share = () => {
    end();
    if (typeof SharedWorker === "undefined" || ++workers > MAX_WORKERS) {
      const own = new EventStream(address, token, heard);
      own.start(at);
      end = () => own.stop();
    } else {
      end = through(shareWorker("work/events.js"), () => ({ address, after: at, token: token() }), heard, share);
    }
  };
  share();
  return () => end();
}

function through(worker, here, heard, lost) {
  let unanswered = 0;
  const say = () => {
    if (++unanswered > MAX_UNANSWERED) {
      lost();
    } else {
      worker.port.postMessage(here());
    }
  };
  worker.port.onmessage = ({ data }) => {
    unanswered = 0;
    heard(data);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // the node may have been updated: then its files have other addresses
    lost();
  };
  const timer = setInterval(say, SAY_SO);
  say();
  return () => {
    clearInterval(timer);
    worker.onerror = null;
    worker.port.onmessage = null;
    worker.port.postMessage({ bye: true });
    worker.port.close();
  };
}
