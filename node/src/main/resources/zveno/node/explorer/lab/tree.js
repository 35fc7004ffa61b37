/** Trees of hashes: RFC 6962, the tree over a block's transactions and over all blocks below a block. */
import { leafHash, nodeHash } from "../client/zveno.js";

/** How many of n leaves are in the left half: the largest power of two that is smaller than n. */
function split(n) {
  return 2 ** (31 - Math.clz32(n - 1));
}

/**
 * The tree over these leaves, which are bytes; at least one.
 *
 * @returns `{hash, from, to, left, right}`: a node, the leaves `from` to `to` (exclusive) below it, and its two halves,
 *     which are null at a leaf
 */
export function treeOf(leaves, from = 0, to = leaves.length) {
  if (to - from === 1) {
    return { hash: leafHash(leaves[from]), from, to, left: null, right: null };
  }
  const middle = from + split(to - from);
  const left = treeOf(leaves, from, middle);
  const right = treeOf(leaves, middle, to);
  return { hash: nodeHash(left.hash, right.hash), from, to, left, right };
}

/** The nodes from the root down to a leaf. */
export function lineTo(tree, place) {
  const line = [tree];
  for (let node = tree; node.left !== null; line.push(node)) {
    node = place < node.left.to ? node.left : node.right;
  }
  return line;
}

/** The nodes whose hashes prove that a leaf is in the tree, lowest first: at each step the half beside. */
export function pathTo(tree, place) {
  return lineTo(tree, place)
    .slice(0, -1)
    .map((node) => (place < node.left.to ? node.right : node.left))
    .reverse();
}

/** How many hashes a proof has at most in a tree of so many leaves. */
export const longestPath = (leaves) => (leaves <= 1 ? 0 : 32 - Math.clz32(leaves - 1));
