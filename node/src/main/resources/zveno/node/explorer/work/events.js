/**
 * A worker that all tabs of a browser share: it holds the one connection that brings the node's events, because browsers
 * open six to a host and no more. It lives as long as a tab that uses it; which tabs come and go does not matter to it.
 *
 * A tab says { address, after, token } every few seconds: that it is there, and the last event that it has. It is answered with
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

/** What a tab's reader has given last; gone with the last tab. */
let token = "";
let recent = [];

/** Every event after this one that has come is in `recent`. */
let base = 0;

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.bye) {
      forget(port);
      port.close();
    } else {
      hear(port, data);
    }
  };
};

setInterval(() => {
  for (const [port, { heard }] of tabs) {
    if (Date.now() - heard > GONE) {
      forget(port);
    }
  }
}, LOOK);

function hear(port, { address, after, token: given }) {
  const known = tabs.has(port);
  const tab = known ? tabs.get(port) : { after };
  tab.heard = Date.now();
  tabs.set(port, tab);
  const isNew = given && given !== token;
  token = given || token;
  if (stream === null) {
    stream = new EventStream(address, () => token, told);
    begin(after);
  } else if (!known && after < base) {
    stream.stop();
    begin(after); // what the others have already is not told them again
  } else if (!known) {
    recent.forEach((event) => pass(port, tab, event));
  }
  if (isNew && link === "quiet") {
    stream.stop();
    stream.start(stream.after); // it may have been refused without
  }
  port.postMessage({ link });
}

function begin(after) {
  recent = [];
  base = after;
  stream.start(after);
}

function forget(port) {
  tabs.delete(port);
  if (tabs.size === 0) {
    stream?.stop();
    stream = null;
    link = "connecting";
    token = "";
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
