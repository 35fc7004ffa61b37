/**
 * The node's event stream. It is read with fetch() and not with EventSource, because EventSource hides the comments that
 * the node sends as signs of life: a proxy that keeps the stream to itself would look like a node where nothing happens.
 * Has no face and needs no page: tabs share one in a worker (work/events.js), or have one each.
 */

/** The first sign of life comes with the beginning of the answer; without it for so long the stream does not get through. */
const FIRST_SIGN = 4_000;

/** The node gives a sign of life every 5 seconds; after so long without one the connection is dead. */
const SILENCE = 40_000;

const AFTER_END = 1_000;
const AFTER_FAILURE = 2_000;
const AFTER_REFUSAL = 10_000;

/** Splits a stream of text into events: { name, id, data }; id is undefined where there is none. */
export function reader(tell) {
  let rest = "";
  let event = {};
  const line = (text) => {
    if (text === "") {
      if (event.data !== undefined) {
        tell({ name: event.event ?? "message", id: event.id, data: event.data });
      }
      event = {};
      return;
    }
    const colon = text.indexOf(":");
    if (colon !== 0) {
      const name = colon < 0 ? text : text.slice(0, colon);
      const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
      event[name] = name === "data" && event.data !== undefined ? event.data + "\n" + value : value;
    }
  };
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(line);
  };
}

/**
 * Reads the stream, and takes it up again when it breaks. tell({ link }) says how things stand: "connecting"; "live" once
 * something has come; "quiet" if the stream is open or refused and nothing comes; "away" if the node does not answer.
 * tell({ event }) is an event.
 */
export class EventStream {
  /** token is a function: what it returns, if anything, is sent as the node's token. */
  constructor(address, token, tell) {
    this.address = address;
    this.token = token;
    this.tell = tell;
    this.turn = 0;
    this.link = "";
  }

  /** Begins after the event of this number. */
  start(after) {
    this.after = after;
    this.#read(++this.turn);
  }

  stop() {
    this.turn++;
    this.call?.abort();
    clearTimeout(this.timer);
  }

  #set(link) {
    if (link !== this.link) {
      this.link = link;
      this.tell({ link });
    }
  }

  #within(ms, then) {
    clearTimeout(this.timer);
    this.timer = setTimeout(then, ms);
  }

  async #read(turn) {
    const call = new AbortController();
    this.call = call;
    let again = AFTER_END;
    if (this.link !== "away" && this.link !== "quiet") {
      this.#set("connecting"); // or a page would forget its trouble with each try
    }
    try {
      this.#within(FIRST_SIGN, () => {
        this.#set("quiet");
        this.#within(SILENCE, () => call.abort());
      });
      const token = this.token();
      const headers = token ? { Authorization: "Bearer " + token } : {};
      const response = await fetch(this.address + "?lastEventId=" + this.after, { headers, cache: "no-store", signal: call.signal });
      if (response.ok) {
        await this.#follow(response.body.getReader(), turn, call);
        if (turn === this.turn && this.link === "live") {
          this.#set("connecting");
        }
      } else if (turn === this.turn) {
        again = AFTER_REFUSAL;
        this.#set("quiet");
      }
    } catch {
      if (turn === this.turn && !call.signal.aborted) {
        again = AFTER_FAILURE;
        this.#set("away");
      } else if (turn === this.turn) {
        this.#set("quiet");
      }
    }
    if (turn === this.turn) {
      this.#within(again, () => this.#read(turn));
    }
  }

  async #follow(body, turn, call) {
    const decoder = new TextDecoder();
    const read = reader((event) => {
      if (event.id !== undefined) {
        this.after = Number(event.id);
      }
      this.tell({ event });
    });
    while (true) {
      const { done, value } = await body.read();
      if (done || turn !== this.turn) {
        return;
      }
      this.#set("live");
      this.#within(SILENCE, () => call.abort());
      read(decoder.decode(value, { stream: true }));
    }
  }
}
