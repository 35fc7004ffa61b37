/**
 * What happens at the node, as it happens. One event stream for all pages, and for all tabs (core/stream.js); each event
 * says what has become old, and that is fetched anew, a few times a second at most. Nothing is polled, except where the
 * stream does not get through. A hidden page, one that was loaded in the background included, does not listen; it takes
 * the stream up when it is seen.
 */
import * as api from "./api.js";
import { parse } from "./json.js";
import { listen } from "./stream.js";

const CARDS = 60;
const WAITING = 8;
const HAPPENINGS = 40;
const HISTORY = 60;

/** Of so many seconds it is known what happened in each. */
export const SECONDS = 120;

const PAUSE = 250;
const AFTER_FAILURE = 2_000;
const BETWEEN_DRAWINGS = 100;
const HIDDEN_FOR = 15_000;
const POLLING = 3_000;

/** A busy page may be late by so many seconds, and has missed nothing. */
const LATE = 3;

const EVENTS = new Set(["block", "reorganisation", "transaction", "removed", "dropped", "reset", "miner", "peers"]);

/** What is known. Read it while drawing; useLive() of parts/hooks.js draws anew when it changes. */
export const state = {
  /**
   * "connecting"; "live" after a sign of life from the stream; "quiet" if none comes, and the node is asked now and then;
   * "away" if it does not answer.
   */
  link: "connecting",
  status: null,
  /** Newest first. */
  headers: [],
  pool: null,
  peers: [],
  /** Nodes that listen to this one: { node, address, since }. */
  followers: [],
  miner: null,
  /** Newest first: { id, kind, data, old }. */
  happenings: [],
  /** For each of the last seconds, oldest first: { time, transactions, hashRate }; null is what nobody has measured. */
  seconds: [],
  /** Grows with every change of the tree, so that pages know when to look again. */
  chainChanges: 0,
};

const listeners = new Set();
const old = new Set();
let stop = null;
let lastEvent = 0;
let timer = 0;
let hidden = 0;
let transactions = 0;
let fetching = null;
let drawing = 0;
let told = false;
let polling = 0;

export const live = {
  start,
  /** Calls back after changes; returns how to stop that. */
  listen(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** What somebody has just changed by hand is fetched anew at once. */
  refresh(...what) {
    what.forEach((one) => old.add(one));
    return fetchOld();
  },
};

/** At once, and then a few times a second at most: a busy node has more events than eyes can follow. */
function tell() {
  if (drawing) {
    told = true;
    return;
  }
  queueMicrotask(() => listeners.forEach((listener) => listener()));
  drawing = setTimeout(() => {
    drawing = 0;
    if (told) {
      told = false;
      tell();
    }
  }, BETWEEN_DRAWINGS);
}

const FETCH = {
  async status() {
    state.status = await api.status();
    state.miner = state.status.miner;
  },
  async headers() {
    state.headers = (await api.headers({ limit: CARDS })).headers;
  },
  async pool() {
    state.pool = await api.pool({ limit: WAITING });
  },
  async peers() {
    Object.assign(state, await api.peers());
  },
};

async function start() {
  second();
  setInterval(second, 1000);
  document.addEventListener("visibilitychange", seen);
  addEventListener("pagehide", letGo);
  addEventListener("pageshow", (event) => event.persisted && takeUp());
  await begin();
}

async function begin() {
  try {
    await FETCH.status();
    tell();
    if (!document.hidden) {
      follow();
    }
    await live.refresh("headers", "pool", "peers");
  } catch {
    link("away");
    setTimeout(begin, AFTER_FAILURE);
  }
}

/** Listens from the last event on that is known, or from a little before now, so that a page has something to tell. */
function follow() {
  const { oldest, newest } = state.status.events;
  const known = newest;
  const from = Math.max(oldest - 1, newest - HISTORY);
  lastEvent = lastEvent > newest ? from : Math.max(lastEvent, from);
  stop = listen(api.at("api/v1/events"), lastEvent, api.givenToken, (what) => {
    if (what.link) {
      link(what.link);
    } else if (EVENTS.has(what.event.name)) {
      happened(what.event.name, what.event, known);
    }
  });
}

function link(now) {
  if (state.link === now) {
    return;
  }
  if (state.link === "away" && now === "live") {
    markAll();
  }
  state.link = now;
  clearInterval(polling);
  if (now === "quiet") {
    poll();
    polling = setInterval(poll, POLLING);
  }
  tell();
}

/** Where events do not get through, the node is asked whether there have been any. */
async function poll() {
  const before = state.status.events.newest;
  try {
    await FETCH.status();
    if (state.status.events.newest !== before) {
      markAll();
    }
    tell();
  } catch {
    // the stream's next try says whether the node is there
  }
}

function happened(kind, event, known) {
  const data = api.plain(parse(event.data));
  if (event.id !== undefined) {
    lastEvent = Number(event.id);
  }
  if (kind === "miner") {
    state.miner = data;
    tell();
    return;
  }
  const past = kind !== "peers" && kind !== "reset" && lastEvent <= known;
  if (kind === "transaction" && !past) {
    transactions++;
  }
  if (kind !== "peers") {
    note({ id: lastEvent, kind, data, past });
  }
  if (!past) {
    mark(kind);
  }
  tell();
}

function note(happening) {
  const first = state.happenings[0];
  if (["transaction", "removed", "dropped"].includes(happening.kind) && first?.kind === happening.kind && first.past === happening.past) {
    state.happenings = [{ ...happening, times: (first.times ?? 1) + 1 }, ...state.happenings.slice(1)];
  } else {
    state.happenings = [happening, ...state.happenings].slice(0, HAPPENINGS);
  }
}

function mark(kind) {
  switch (kind) {
    case "transaction":
    case "removed":
    case "dropped":
      old.add("pool");
      break;
    case "peers":
      old.add("peers");
      break;
    default:
      state.chainChanges++;
      old.add("headers").add("pool").add("status");
      if (state.peers.length > 0) {
        old.add("peers"); // their tips may have moved with ours
      }
  }
  later();
}

function markAll() {
  state.chainChanges++;
  Object.keys(FETCH).forEach((one) => old.add(one));
  later();
}

function later() {
  if (!timer && !fetching) {
    timer = setTimeout(fetchOld, PAUSE);
  }
}

/** One round at a time, or an old answer might arrive after a newer one. */
function fetchOld() {
  clearTimeout(timer);
  timer = 0;
  fetching ??= rounds().finally(() => {
    fetching = null;
  });
  return fetching;
}

async function rounds() {
  while (old.size > 0) {
    const what = [...old];
    old.clear();
    try {
      await Promise.all(what.map((one) => FETCH[one]()));
    } catch {
      what.forEach((one) => old.add(one));
      await pause(AFTER_FAILURE);
    }
    tell();
    if (old.size > 0) {
      await pause(PAUSE);
    }
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What was not measured stays empty: before the page was there, while it was hidden, or while nothing came. */
function second() {
  const time = Math.floor(Date.now() / 1000);
  const last = state.seconds.at(-1)?.time ?? time - SECONDS - 1;
  if (time <= last) {
    return; // the clock's seconds and the timer's are not quite the same
  }
  const isLive = state.link === "live";
  const hashRate = isLive || state.link === "quiet" ? (state.miner?.hashRate ?? 0) : null;
  const now = { time, transactions: isLive ? transactions : null, hashRate };
  const length = Math.min(time - last - 1, SECONDS);
  const between = length <= LATE && isLive ? { transactions: 0, hashRate } : { transactions: null, hashRate: null };
  const missed = Array.from({ length }, (_, i) => ({ time: time - length + i, ...between }));
  state.seconds = [...state.seconds, ...missed, now].slice(-SECONDS);
  transactions = 0;
  tell();
}

function seen() {
  clearTimeout(hidden);
  if (document.hidden) {
    hidden = setTimeout(letGo, HIDDEN_FOR);
  } else {
    takeUp();
  }
}

/** A page that was left may be kept by the browser for the way back. */
function letGo() {
  stop?.();
  stop = null;
  link("connecting");
}

async function takeUp() {
  if (stop !== null || !state.status) {
    return;
  }
  try {
    await FETCH.status();
  } catch {
    // the stream will tell
  }
  if (stop === null && !document.hidden) {
    markAll();
    follow();
  }
}
