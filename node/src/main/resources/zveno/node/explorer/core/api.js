/**
 * Asks the node. What a person or a peer has said (transactions, proofs, timestamps) stays as core/json.js reads it;
 * what the node itself says (heights, counts, hashes) becomes plain objects.
 *
 * Every failure is an ApiError. If the node wants its token it is asked for, once for all calls that wait, and kept in
 * memory only.
 */
import { member, Num, parse, write } from "./json.js";

/** status is 0 if the node did not answer at all; detail is what the node said, in English. */
export class ApiError extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** Where the node is: the page may lie under a path that a proxy takes off. Ends with a slash. */
const root = new URL("../../../", import.meta.url);

/** The address of something at the node: at("docs"), at("api/v1/events"). */
export function at(path) {
  return new URL(path, root).href;
}

let token = "";
let ask = null;
let asking = null;

/** The token that the reader has given, or "". */
export const givenToken = () => token;

/** Who asks the reader for the token: a function (wrong, missing role) => a promise of the token, or of null if there is none. */
export function onTokenWanted(asker) {
  ask = asker;
}

async function wanted(wrong, role) {
  asking ??= ask(wrong, role).finally(() => {
    asking = null;
  });
  return asking;
}

async function send(method, path, options = {}) {
  const headers = { ...options.headers };
  if (token) {
    headers.Authorization = "Bearer " + token;
  }
  let response;
  try {
    response = await fetch(path, { method, headers, body: options.body, signal: options.signal, cache: "no-store" });
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new ApiError(0, "");
  }
  const role = missingRole(response);
  if ((response.status === 401 || role) && ask) {
    const sent = headers.Authorization;
    const given = token && sent !== "Bearer " + token ? token : await wanted(Boolean(sent), role);
    if (given !== null) {
      token = given;
      return send(method, path, options);
    }
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

/** The role that the token would have to have, if that is why a call was refused. */
function missingRole(response) {
  const said = response.status === 403 ? (response.headers.get("WWW-Authenticate") ?? "") : "";
  return /scope="(\w+)"/.exec(said)?.[1] ?? "";
}

async function refusal(response) {
  const text = await response.text().catch(() => "");
  let detail = text.replace(/^Error: /, "").trim();
  if ((response.headers.get("Content-Type") ?? "").includes("json")) {
    try {
      detail = member(parse(text), "detail") ?? detail;
    } catch {
      // then as it is
    }
  }
  return new ApiError(response.status, detail.slice(0, 500), Number(response.headers.get("Retry-After")) || 0);
}

/** GET, and the answer's JSON as core/json.js reads it. */
export async function get(path, options) {
  const response = await send("GET", path, options);
  return parse(await text(response));
}

/** GET, and the answer's text. */
export async function getText(path, options) {
  return text(await send("GET", path, options));
}

/** GET, and the answer's bytes, a Uint8Array. */
export async function getBytes(path, options) {
  const response = await send("GET", path, options);
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new ApiError(0, "");
  }
}

/** POST of a JSON text. */
export async function post(path, json, options) {
  const headers = json === undefined ? {} : { "Content-Type": "application/json" };
  const response = await send("POST", path, { ...options, headers, body: json });
  return parse(await text(response));
}

async function text(response) {
  try {
    return await response.text();
  } catch {
    throw new ApiError(0, "");
  }
}

/** What a value of the node's own is in JavaScript: numbers as numbers, objects as objects. */
export function plain(value) {
  if (value instanceof Num) {
    return value.value;
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

/** What the node says of a block, without its transactions. */
function header(json) {
  return {
    height: json.get("height").value,
    hash: json.get("hash"),
    parent: json.get("parent"),
    size: json.get("size").value,
    confirmations: json.get("confirmations").value,
    transactions: json.get("transactions").value,
    index: json.get("index"),
    proof: json.get("proof"),
    timestamp: json.get("timestamp"),
    onChain: json.get("onChain") ?? true,
    branch: json.get("branch")?.text,
    /** All that the node says of the block, as core/json.js reads it: what is special to a rule set. */
    fields: json,
  };
}

const V1 = at("api/v1/");

function query(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return pairs.length ? "?" + pairs.map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&") : "";
}

export async function status() {
  return plain(await get(V1 + "status"));
}

/** The cluster whose member the node is: { self, leader, term, members: [{ name, address, url, lag }] }. */
export async function cluster() {
  return plain(await get(V1 + "cluster"));
}

/** Newest first; { height, headers, next }. */
export async function headers({ to, limit, cursor } = {}) {
  const range = cursor ? { cursor, limit } : { order: "desc", to, limit };
  const json = await get(V1 + "headers" + query(range));
  return { height: json.get("height").value, headers: json.get("headers").map(header), next: json.get("next") };
}

/** By height or hash. */
export async function headerOf(ref) {
  return header(await get(V1 + "headers/" + encodeURIComponent(ref)));
}

/** The transactions of a block: { count, transactions: [{ id, position, transaction }], next }. */
export async function transactionsOf(ref, { limit, cursor } = {}) {
  const json = await get(V1 + "blocks/" + encodeURIComponent(ref) + "/transactions" + query({ limit, cursor }));
  return {
    count: json.get("count").value,
    transactions: json.get("transactions").map((entry) => ({
      id: entry.get("id"),
      position: entry.get("position").value,
      transaction: entry.get("transaction"),
    })),
    next: json.get("next"),
  };
}

/** The last blocks with what hangs beside the chain: { height, from, blocks, more }, highest first. */
export async function tree(limit) {
  const json = await get(V1 + "tree" + query({ limit }));
  return {
    height: json.get("height").value,
    from: json.get("from").value,
    blocks: json.get("blocks").map(header),
    more: json.get("more"),
  };
}

export function blockText(ref) {
  return getText(V1 + "blocks/" + encodeURIComponent(ref));
}

/** The bytes whose SHA-256 is the block's hash. */
export function canonical(ref, options) {
  return getBytes(V1 + "blocks/" + encodeURIComponent(ref) + "/canonical", options);
}

export const canonicalPath = (ref) => V1 + "blocks/" + encodeURIComponent(ref) + "/canonical";
export const blockPath = (ref) => V1 + "blocks/" + encodeURIComponent(ref);

/** { id, transaction, occurrences, more } */
export async function transaction(id) {
  const json = await get(V1 + "transactions/" + encodeURIComponent(id));
  return {
    id: json.get("id"),
    transaction: json.get("transaction"),
    occurrences: json.get("occurrences").map(plain),
    more: json.get("more"),
  };
}

/** The transactions of an address, which is any JSON; newest first. */
export async function transactionsNaming(address, { limit, cursor } = {}) {
  const json = await get(V1 + "transactions" + query({ addressJson: write(address), limit, cursor }));
  return {
    transactions: json.get("transactions").map((entry) => ({
      id: entry.get("id"),
      block: entry.get("block").value,
      hash: entry.get("hash"),
      position: entry.get("position").value,
      timestamp: entry.get("timestamp"),
      transaction: entry.get("transaction"),
    })),
    next: json.get("next"),
  };
}

/** What waits and names an address, which is any JSON: { entries, more }; more says that there may be more. */
export async function poolNaming(address) {
  const { entries, next } = await pool({ addressJson: write(address) });
  return { entries, more: next !== null };
}

/** What waits: { count, bytes, entries: [{ id, entry, acceptedAt, returned, transaction }], next } */
export async function pool({ addressJson, limit, cursor } = {}) {
  const json = await get(V1 + "pool" + query({ addressJson, limit, cursor }));
  return {
    count: json.get("count").value,
    bytes: json.get("bytes").value,
    entries: json.get("entries").map((entry) => ({
      id: entry.get("id"),
      entry: entry.get("entry"),
      acceptedAt: entry.get("acceptedAt"),
      returned: entry.get("returned"),
      transaction: entry.get("transaction"),
    })),
    next: json.get("next"),
  };
}

/** { peers, followers }: with what the node knows of each peer, and the nodes that listen to this one. */
export async function peers() {
  const { peers, followers = [] } = plain(await get(V1 + "peers"));
  return { peers, followers };
}

/** What a text may mean: { blocks: [{ hash, height, onChain }], transactions: [id], addresses: [text] }. */
export async function search(text, options) {
  return plain(await get(V1 + "search" + query({ text }), options));
}

/** Under rules that have accounts: { address, balance, immature, nonce, pending }. */
export async function account(address) {
  return plain(await get(V1 + "accounts/" + encodeURIComponent(address)));
}

export const receiptPath = (id) => V1 + "receipts/" + encodeURIComponent(id);

/** The receipt of a transaction, as the node gives it. */
export function receiptText(id) {
  return getText(receiptPath(id));
}

/** The machines that mine for the node: { connections, listen, workers }. */
export async function workers() {
  return plain(await get(V1 + "mining/workers"));
}

export async function miner() {
  return plain(await get(V1 + "miner"));
}

// What changes something.

/** Returns the new block's header, as far as it can be told. */
export async function mine() {
  const json = await post(V1 + "blocks");
  return { height: json.get("height").value, hash: json.get("hash") };
}

/** change is { running } or { threads }. */
export async function changeMiner(change) {
  return plain(await post(V1 + "miner", JSON.stringify(change)));
}

/** json is the text of an object with sender, recipient and amount. Returns { id, entry, block }. */
export async function submit(json) {
  return plain(await post(V1 + "transactions", json));
}

/** The tutorial's call: contacts nobody. */
export async function register(address) {
  return plain(await post(at("nodes/register"), JSON.stringify({ nodes: [address] })));
}

/** Follows a peer: its blocks come by themselves. */
export async function follow(address) {
  return plain(await post(V1 + "peers", JSON.stringify({ address })));
}

/** Follows a peer no longer. */
export async function forget(address) {
  const response = await send("DELETE", V1 + "peers/" + encodeURIComponent(address));
  return plain(parse(await text(response)));
}

/** Whether this node can follow. */
export async function canFollow() {
  const response = await send("OPTIONS", V1 + "peers");
  return (response.headers.get("Allow") ?? "").includes("POST");
}

/**
 * The tutorial's resolve; true if the chain was replaced. The answer holds the whole chain, which may be long: its first
 * words say what happened, and the rest is not fetched.
 */
export async function resolve() {
  const response = await send("GET", at("nodes/resolve"));
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let begun = "";
  while (begun.length < 40) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    begun += decoder.decode(value, { stream: true });
  }
  reader.cancel().catch(() => {});
  return begun.startsWith('{"message": "Our chain was replaced"');
}
