/**
 * A worker that all tabs of a browser share: it holds the one connection that brings the node's events, because browsers
 * open six to a host and no more. It lives as long as a tab that uses it; which tabs come and go does not matter to it.
 *
 * A tab says { address, after } every few seconds: that it is there, and the last event that it has. It is answered with
 * { link }, and gets { event } for all that comes after. { bye } ends that; so does a long silence, after which a tab
 * that was only asleep is let in again where it was.
 */
import { EventStream } from "../core/events.js";

/** Events that are kept for tabs that come later: more than a page shows. */
const MAX_RECENT = 256;

const LOOK = 5_000;
const GONE = 30_000;

/** For each port the number of the last event that it has, and when it was last heard of. */
const tabs = new Map();

let stream = null;
let link = "connecting";
let recent = [];

/** Every event after this one that has come is in `recent`. */
let base = 0;

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => (data.bye ? leave(port) : hear(port, data));
};

setInterval(() => {
  for (const [port, { heard }] of tabs) {
    if (Date.now() - heard > GONE) {
      leave(port);
    }
  }
}, LOOK);

function hear(port, { address, after }) {
  const known = tabs.has(port);
  const tab = known ? tabs.get(port) : { after };
  tab.heard = Date.now();
  tabs.set(port, tab);
  if (stream === null) {
    stream = new EventStream(address, told);
    begin(after);
  } else if (!known && after < base) {
    stream.stop();
    begin(after); // what the others have already is not told them again
  } else if (!known) {
    recent.forEach((event) => pass(port, tab, event));
  }
  port.postMessage({ link });
}

function begin(after) {
  recent = [];
  base = after;
  stream.start(after);
}

function leave(port) {
  tabs.delete(port);
  port.close();
  if (tabs.size === 0) {
    stream?.stop();
    stream = null;
    link = "connecting";
  }
}

function told(what) {
  if (what.link) {
    link = what.link;
    tabs.forEach((_, port) => port.postMessage({ link }));
    return;
  }
  const { event } = what;
  if (event.name === "reset") {
    recent = [];
    base = Number(event.id);
    tabs.forEach((tab) => {
      tab.after = base - 1; // numbers may have begun anew
    });
  } else if (event.id !== undefined) {
    recent.push(event);
    if (recent.length > MAX_RECENT) {
      base = Number(recent.shift().id);
    }
  }
  tabs.forEach((tab, port) => pass(port, tab, event));
}

function pass(port, tab, event) {
  if (event.id === undefined) {
    port.postMessage({ event });
  } else if (Number(event.id) > tab.after) {
    tab.after = Number(event.id);
    port.postMessage({ event });
  }
}
