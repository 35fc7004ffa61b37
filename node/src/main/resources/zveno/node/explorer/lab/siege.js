/**
 * An attacker with a share of the work, who mines in secret; and what no share of the work helps with. A die with a seed
 * decides who finds the next block, since to search is another exercise. Nothing here has a face.
 */
import { sign } from "../client/zveno.js";
import { build, judge } from "./ledger.js";
import { Luck } from "./luck.js";
import { signedBy } from "./people.js";

/** What Mallory pays Bob, and would like to have back. */
export const PRICE = 60;

/** What Ann has paid Bob before. */
export const EARLIER = 5;

/** A chain with one block more. */
function grown({ ledger, blocks }, miner, transactions) {
  const block = build(ledger, miner, transactions);
  const { ledger: after } = judge(ledger, block);
  return { ledger: after, blocks: [...blocks, { block, hash: after.hash }] };
}

/**
 * The beginning: Ann has paid Bob in a block that all have; Mallory has paid Bob, which waits, and holds back a payment of
 * the same money to Carol.
 */
export async function begin(ledger, keys, seed) {
  const paid = (from, to, amount) =>
    sign(
      { amount, fee: 1, nonce: 0, expires: ledger.height + 1000, recipient: keys[to].address },
      keys[from],
      ledger.genesis,
    );
  const [earlier, open, secret] = await Promise.all([
    paid("ann", "bob", EARLIER),
    paid("mallory", "bob", PRICE),
    paid("mallory", "carol", PRICE),
  ]);
  const shared = grown({ ledger, blocks: [] }, keys.ann.address, [earlier]);
  return {
    beginning: ledger,
    honest: shared,
    secret: shared,
    luck: new Luck(seed),
    earlier,
    open: [open],
    held: [secret],
    published: null,
  };
}

/** How many blocks both chains begin with. */
export const SHARED = 1;

/** Somebody finds the next block: Mallory with a probability of `share`. */
export function next(world, share, keys) {
  if (world.luck.next() < share) {
    return { ...world, secret: grown(world.secret, keys.mallory.address, world.held), held: [], published: null };
  }
  return { ...world, honest: grown(world.honest, keys.ann.address, world.open), open: [], published: null };
}

/** By how many blocks Mallory is ahead; all have the same bits. */
export const lead = ({ honest, secret }) => secret.blocks.length - honest.blocks.length;

/** Mallory shows her chain. The others judge each block of it, and take it if it has more work. */
export function publish(world) {
  const { honest, secret } = world;
  let ledger = world.beginning;
  for (const { block } of secret.blocks) {
    const judged = judge(ledger, block);
    if (judged.refused !== null) {
      return { ...world, published: { taken: false, left: 0 } };
    }
    ({ ledger } = judged);
  }
  if (lead(world) <= 0) {
    return { ...world, published: { taken: false, left: 0 } };
  }
  return {
    ...world,
    honest: { ledger, blocks: secret.blocks },
    published: { taken: true, left: honest.blocks.length - SHARED },
  };
}

/** What Mallory may try, whatever her share, and the word with which it is refused. */
export const ATTEMPTS = ["steal", "print", "overdraw", "alter", "replay", "ease"];

/**
 * Makes one attempt on the chain that Ann and Bob follow.
 *
 * @returns the word with which they refuse the block, or null
 */
export async function attempt(name, { beginning, honest, earlier }, keys) {
  const { ledger } = honest;
  const to = keys.mallory.address;
  const content = { amount: 50, fee: 0, nonce: 1, expires: ledger.height + 1000, recipient: to };
  const tried = async (on, transactions, changes) => judge(on, build(on, to, transactions, changes)).refused;
  switch (name) {
    case "steal":
      return tried(ledger, [await signedBy(keys.mallory, keys.ann.address, content, ledger.genesis)]);
    case "print":
      return tried(ledger, [], { reward: { amount: 1_000_000 } });
    case "overdraw": {
      const { nonce } = ledger.accounts.get(keys.mallory.address);
      const much = { ...content, amount: 1_000_000, nonce, recipient: keys.carol.address };
      return tried(ledger, [await sign(much, keys.mallory, ledger.genesis)]);
    }
    case "alter":
      return tried(beginning, [{ ...earlier, recipient: to }]);
    case "replay":
      return tried(ledger, [earlier]);
    default:
      return tried(ledger, [], { bits: ledger.parameters.limit === ledger.bits ? ledger.bits - 1 : ledger.parameters.limit });
  }
}
