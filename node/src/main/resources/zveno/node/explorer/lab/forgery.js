/** What can be forged for nothing: pure functions, so that their time can be taken. */
import { member, Num } from "../core/json.js";
import { print, withMember } from "./canonical.js";
import { forge, ground, readBlock, relinked, reward } from "./chain.js";

/** Who would like to have all rewards. */
const THIEF = "mallory";

/** The block with its last payment, the reward, going to the thief; a block without payments gets another time. */
export function stolen(text, first) {
  const { value } = readBlock(text, first);
  const transactions = member(value, "transactions");
  if (transactions.length === 0) {
    return print(withMember(value, "timestamp", new Num("1231006505.0")));
  }
  const taken = withMember(transactions.at(-1), "recipient", THIEF);
  return print(withMember(value, "transactions", transactions.with(-1, taken)));
}

/** The whole copy rewritten: other content, links put right, proofs as they are. */
export function rewritten(copy) {
  let before = copy.anchor;
  return copy.blocks.map(({ text }, i) => {
    const first = i === 0 && before === null;
    const other = readBlock(stolen(text, first), first);
    const linked = first ? other.canonical : relinked(other, before);
    before = ground(readBlock(linked, first));
    return linked;
  });
}

/**
 * A chain made longer with proofs that are known.
 *
 * @param top what it hangs on
 * @param {string[]} proofs one for each block
 */
export function prolonged({ height, before, proofs, seconds }) {
  let last = before;
  return proofs.map((proof, i) => {
    const text = forge({
      height: height + 1 + i,
      before: last,
      proof,
      seconds: seconds + i,
      transactions: [reward(THIEF)],
    });
    last = { hash: readBlock(text).hash, proof };
    return text;
  });
}
