/**
 * Two nodes that do not hear of each other's blocks, and two payments of the same money. Nothing here has a face. A node
 * is `{ledger, blocks, pool}`: where it is, its blocks above the copy, and what waits.
 */
import { build, judge, refusalOf } from "./ledger.js";

export const SIDES = ["ann", "bob"];

export const otherOf = (side) => (side === "ann" ? "bob" : "ann");

/** Both nodes at the same ledger. */
export const start = (ledger) => {
  const node = { ledger, blocks: [], pool: [] };
  return { beginning: ledger, ann: node, bob: node };
};

/**
 * A node hears of a transaction, and lets it wait if it may.
 *
 * @returns `{world, refused}`: null, "waiting" if another with its sender and nonce waits, or what {@link refusalOf} says
 */
export function hear(world, side, transaction) {
  const { ledger, pool } = world[side];
  const refused = pool.some((one) => one.sender === transaction.sender && one.nonce === transaction.nonce)
    ? "waiting"
    : refusalOf(ledger, transaction);
  return refused === null
    ? { world: { ...world, [side]: { ...world[side], pool: [...pool, transaction] } }, refused }
    : { world, refused };
}

/** A node finds a block with what waits. */
export function find(world, side, miner) {
  const { ledger, blocks, pool } = world[side];
  const block = build(ledger, miner, pool);
  const { ledger: after } = judge(ledger, block);
  return { ...world, [side]: { ledger: after, blocks: [...blocks, { block, hash: after.hash }], pool: [] } };
}

/**
 * The nodes compare their chains. All blocks here have the same bits: more blocks are more work.
 *
 * @returns `{world, winner, left, refused}`: the side whose chain both have now, or null; how many blocks the other side
 *     gives up; and why what they carried may not wait again, `[word]`
 */
export function join(world) {
  const winner = SIDES.find((side) => world[side].blocks.length > world[otherOf(side)].blocks.length) ?? null;
  if (winner === null) {
    return { world, winner, left: 0, refused: [] };
  }
  const loser = otherOf(winner);
  const { blocks } = world[winner];
  let ledger = world.beginning;
  for (const { block } of blocks) {
    const judged = judge(ledger, block); // a node takes nobody's word
    if (judged.refused !== null) {
      return { world, winner: null, left: 0, refused: [] };
    }
    ({ ledger } = judged);
  }
  const shared = world[loser].blocks.filter(({ hash }, i) => blocks[i]?.hash === hash).length;
  const gone = world[loser].blocks.slice(shared);
  const back = [...gone.flatMap(({ block }) => block.transactions.slice(0, -1)), ...world[loser].pool];
  const refusals = back.map((one) => refusalOf(ledger, one));
  const pool = back.filter((_, i) => refusals[i] === null);
  return {
    world: { ...world, [loser]: { ledger, blocks, pool } },
    winner,
    left: gone.length,
    refused: refusals.filter((one) => one !== null),
  };
}

/** How many confirmations a transaction has at a node: 0 if it is in none of its blocks. */
export function confirmations({ blocks }, transaction) {
  const at = blocks.findIndex(({ block }) => block.transactions.some(({ signature }) => signature === transaction.signature));
  return at < 0 ? 0 : blocks.length - at;
}
