/** A copy of the newest blocks of the node's chain, to be played with. Nothing goes back to the node. */

import { member } from "../core/json.js";
import { print } from "./canonical.js";
import { ground, isBlock, readBlock } from "./chain.js";

/** More text than this nobody edits by hand, and a block may have 32 MiB. */
const MOST_CHARACTERS = 1 << 20;

/**
 * Takes a copy.
 *
 * @param api core/api.js
 * @param {number} count how many blocks are wanted
 * @returns `{rules, height, blocks, anchor, agreeing}`: the node's rules; the height of the last
 *     block; the blocks as `{height, hash, text}`, lowest first, the hash being the node's; what the
 *     first of them hangs on, `{height, hash, proof}`, or null; and how many of the hashes we find too
 */
export async function takeCopy(api, count) {
  const { rules } = await api.status();
  const taken = [];
  let characters = 0;
  let path = `/api/v1/blocks?order=desc&limit=${count + 1}`;
  // One more than is wanted, since the first has to hang on something.
  while (path !== null && taken.length <= count && characters <= MOST_CHARACTERS) {
    const page = await api.get(path);
    for (const view of member(page, "blocks")) {
      if (taken.length <= count && characters <= MOST_CHARACTERS) {
        taken.push(await original(view, api));
        characters += taken.at(-1).text.length;
      }
    }
    const next = member(page, "next");
    path = next === null ? null : `/api/v1/blocks?cursor=${encodeURIComponent(next)}&limit=${count + 1}`;
  }
  return arranged(taken.reverse(), rules, count);
}

/**
 * A block as it was hashed. Inside a longer answer the node prints `NaN` as a string; then the hash
 * tells that this is not the original.
 */
async function original(view, api) {
  const height = member(view, "height").value;
  const hash = member(view, "hash");
  const text = print(member(view, "block"));
  const block = readBlock(text, height === 1);
  return { height, hash, text: block.hash === hash ? text : await api.getText(api.canonicalPath(hash)) };
}

function arranged(taken, rules, count) {
  const whole = taken[0].height === 1 && taken.length <= count;
  const first = readBlock(taken[0].text, taken[0].height === 1);
  const blocks = whole ? taken : taken.slice(1);
  return {
    rules,
    height: taken.at(-1).height,
    blocks,
    anchor: whole || !isBlock(first) ? null : { height: taken[0].height, ...ground(first) },
    agreeing: blocks.filter(({ text, hash, height }) => readBlock(text, height === 1).hash === hash).length,
  };
}

/** The newest hash that the node has at this height. */
export async function hashAt(api, height) {
  return member(await api.get(api.blockPath(height)), "hash");
}
