/** A copy of the newest blocks of the node's chain, to be played with. Nothing goes back to the node. */
import { member, write } from "../core/json.js";
import { print } from "./canonical.js";
import { readBlock } from "./chain.js";

/** More bytes than this nobody edits by hand, and a block may have 32 MiB. */
const MAX_BYTES = 1 << 20;

/** How often it is begun anew when the chain changes meanwhile. */
const MAX_TRIES = 5;

/** The chain was reorganised again and again while it was copied. */
export class Unsteady extends Error {}

/**
 * Takes a copy.
 *
 * @param api core/api.js
 * @param {number} count how many blocks are wanted
 * @returns `{rules, height, blocks, anchor, agreeing}`: the node's rules; the height of its last block; the blocks as
 *     `{height, hash, text}`, lowest first, the hash being the node's, none if the last one is too large; what the first
 *     of them hangs on, `{height, hash, proof}`, or null if it begins the chain; and how many of the hashes we find too
 * @throws Unsteady
 */
export async function takeCopy(api, count) {
  const { rules } = await api.status();
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { headers } = await api.headers({ limit: count + 1 });
    const chosen = fitting(headers.slice(0, count));
    const blocks = chosen.length === 0 ? [] : await textsOf(chosen, api);
    if (blocks !== null) {
      const below = headers[chosen.length];
      const anchor = below === undefined ? null : { height: below.height, hash: below.hash, proof: write(below.proof) };
      const agreeing = blocks.filter(({ text, hash, height }) => readBlock(text, height === 1).hash === hash).length;
      return { rules, height: headers[0].height, blocks, anchor, agreeing };
    }
  }
  throw new Unsteady();
}

/** Those of the newest blocks that are together small enough. */
function fitting(headers) {
  let bytes = 0;
  let n = 0;
  while (n < headers.length && bytes + headers[n].size <= MAX_BYTES) {
    bytes += headers[n].size;
    n++;
  }
  return headers.slice(0, n);
}

/** The texts of these blocks, lowest first; null if they are not the node's any more. */
async function textsOf(headers, api) {
  const blocks = [];
  let range = `order=desc&to=${headers[0].height}`;
  while (blocks.length < headers.length && range !== null) {
    const page = await api.get(api.at(`api/v1/blocks?${range}&limit=${headers.length}`));
    for (const view of member(page, "blocks").slice(0, headers.length - blocks.length)) {
      blocks.push(await original(view, api));
    }
    const next = member(page, "next");
    range = next === null ? null : `cursor=${encodeURIComponent(next)}`;
  }
  return headers.every(({ hash }, i) => blocks[i]?.hash === hash) ? blocks.reverse() : null;
}

/**
 * A block as it was hashed. Inside a longer answer the node prints `NaN` as a string; then the hash tells that this is not
 * the original.
 */
async function original(view, api) {
  const height = member(view, "height").value;
  const hash = member(view, "hash");
  const text = print(member(view, "block"));
  const same = readBlock(text, height === 1).hash === hash;
  return { height, hash, text: same ? text : await api.getText(api.canonicalPath(hash)) };
}

/** The hash that the node has at this height by now. */
export async function hashAt(api, height) {
  return (await api.headerOf(height)).hash;
}
