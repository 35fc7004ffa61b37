/**
 * What happens at the node, as it happens. One event stream for all pages; each event says what has become old, and that
 * is fetched anew, a few times a second at the most. Nothing is polled. A hidden page lets go of the stream, since a browser
 * opens few connections to one node, and takes it up again where it left off.
 */
import * as api from "./api.js";
import { parse } from "./json.js";

const CARDS = 60;
const WAITING = 8;
const HAPPENINGS = 40;
const HISTORY = 60;
const SECONDS = 120;
const PAUSE = 250;
const AFTER_FAILURE = 2_000;
const BETWEEN_DRAWINGS = 100;
const HIDDEN_FOR = 15_000;

/** What is known. Read it while drawing; useLive() of parts/hooks.js draws anew when it changes. */
export const state = {
  /** "connecting", "live" or "away". */
  link: "connecting",
  status: null,
  /** Newest first. */
  headers: [],
  pool: null,
  peers: [],
  miner: null,
  /** Newest first: { id, kind, data, old }. */
  happenings: [],
  /** For each of the last seconds, oldest first: { time, transactions, hashRate }. */
  seconds: [],
  /** Grows with every change of the tree, so that pages know when to look again. */
  chainChanges: 0,
};

const listeners = new Set();
const old = new Set();
let source = null;
let lastEvent = 0;
let timer = 0;
let hidden = 0;
let transactions = 0;
let fetching = null;
let drawing = 0;
let told = false;

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

/** At once, and then a few times a second at the most: a busy node has more events than eyes can follow. */
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
    state.peers = await api.peers();
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
    lastEvent = Math.max(state.status.events.oldest - 1, state.status.events.newest - HISTORY);
    listen();
    await live.refresh("headers", "pool", "peers");
  } catch {
    state.link = "away";
    tell();
    setTimeout(begin, 2000);
  }
}

function listen() {
  const known = state.status.events.newest;
  source = new EventSource(api.at("api/v1/events?lastEventId=" + lastEvent));
  source.onopen = () => {
    if (state.link === "away") {
      markAll();
    }
    state.link = "live";
    tell();
  };
  source.onerror = () => {
    state.link = "away";
    tell();
    if (source.readyState === EventSource.CLOSED) {
      // The browser gives up where it was answered with an error; a restarted node is worth another try.
      source.close();
      setTimeout(() => source?.readyState === EventSource.CLOSED && !document.hidden && listen(), 2000);
    }
  };
  for (const kind of ["block", "reorganisation", "transaction", "removed", "reset", "miner", "peers"]) {
    source.addEventListener(kind, (event) => happened(kind, event, known));
  }
}

function happened(kind, event, known) {
  const data = api.plain(parse(event.data));
  if (event.lastEventId) {
    lastEvent = Number(event.lastEventId);
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
  if (["transaction", "removed"].includes(happening.kind) && first?.kind === happening.kind && first.past === happening.past) {
    state.happenings = [{ ...happening, times: (first.times ?? 1) + 1 }, ...state.happenings.slice(1)];
  } else {
    state.happenings = [happening, ...state.happenings].slice(0, HAPPENINGS);
  }
}

function mark(kind) {
  switch (kind) {
    case "transaction":
    case "removed":
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

function second() {
  const time = Math.floor(Date.now() / 1000);
  const hashRate = state.miner?.hashRate ?? 0;
  if (state.seconds.length === 0) {
    state.seconds = Array.from({ length: SECONDS }, (_, i) => ({ time: time - SECONDS + i, transactions: 0, hashRate: 0 }));
  }
  state.seconds = [...state.seconds.slice(-SECONDS + 1), { time, transactions, hashRate }];
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

/** A page that was left may be kept by the browser for the way back; its stream would keep one of few connections. */
function letGo() {
  source?.close();
  source = null;
}

function takeUp() {
  if (source === null && state.status) {
    markAll();
    listen();
  }
}
