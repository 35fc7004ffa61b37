/**
 * Accounts and blocks of the strict rules, as far as the Laboratory needs them: everything in docs/strict.md that makes a
 * block right, but for its work, its history, and how large it is. Nothing here has a face.
 *
 * A ledger is what a peer knows after a block: `{genesis, parameters, height, hash, timestamp, bits, accounts, due,
 * issued}`, where `bits` are the next block's, `accounts` a Map from addresses to `{balance, nonce}`, `due` the rewards
 * that nobody may spend yet, oldest first, and `issued` all units there are. It is never changed.
 */
import {
  blockRoot,
  bytesOf,
  canonical,
  checkForm,
  headerBytes,
  hex,
  isAddress,
  isSigned,
  leafHash,
  merkleRoot,
  readHeader,
} from "../client/zveno.js";

const VERSION = 0x20000000;

/** The bits of a version that are the miner's (BIP 320). */
const MINERS_BITS = 0x1fffe000;

const BLOCK = ["bits", "index", "merkle_root", "previous_hash", "proof", "timestamp", "transactions", "version"];

const REWARD = ["amount", "count", "extra", "height", "history", "recipient", "sender"];

const NOBODY = { balance: 0, nonce: 0 };

/** A transaction or block is not right; `kind` says why, in a word. */
class Wrong extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

function must(holds, kind) {
  if (!holds) {
    throw new Wrong(kind);
  }
}

/** The account of an address. */
export const accountOf = (ledger, address) => ledger.accounts.get(address) ?? NOBODY;

/** What the block at this height brings beside the fees. */
export function subsidy({ parameters: { reward, halving }, issued }, index) {
  const halvings = halving === 0 ? 0 : Math.floor((index - 2) / halving);
  const wanted = halvings >= 64 ? 0 : Number(BigInt(reward) >> BigInt(halvings));
  return Math.min(wanted, Number.MAX_SAFE_INTEGER - issued);
}

/** Why a transaction is not right by itself: form, address or signature; null if it is. */
export function faultOf(transaction, genesis) {
  try {
    checkForm(transaction);
  } catch {
    const addresses = [transaction?.sender, transaction?.recipient];
    return addresses.every((one) => typeof one === "string") && !addresses.every(isAddress) ? "address" : "form";
  }
  return isSigned(transaction, genesis) ? null : "signature";
}

/** The accounts after a transaction in a block of this index. Throws Wrong. */
function move(accounts, transaction, index) {
  const { sender, recipient, amount, fee, nonce, expires } = transaction;
  const from = accounts.get(sender) ?? NOBODY;
  must(nonce === from.nonce, "nonce");
  must(expires >= index, "expired");
  must(amount + fee <= from.balance, "balance");
  const after = new Map(accounts);
  after.set(sender, { balance: from.balance - amount - fee, nonce: nonce + 1 });
  const to = after.get(recipient) ?? NOBODY;
  return after.set(recipient, { ...to, balance: to.balance + amount });
}

/** Why a block cannot carry this transaction next: a word; null if it can. */
export function refusalOf(ledger, transaction) {
  const fault = faultOf(transaction, ledger.genesis);
  if (fault !== null) {
    return fault;
  }
  try {
    move(ledger.accounts, transaction, ledger.height + 1);
    return null;
  } catch (error) {
    if (error instanceof Wrong) {
      return error.kind;
    }
    throw error;
  }
}

const exactly = (object, names) => Object.keys(object).sort().join() === names.join();

const is32Bits = (n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32;

/** The Merkle root of a block with these transactions, of which the reward is last. */
function rootOf(transactions) {
  const leaves = transactions.slice(0, -1).map((one) => leafHash(bytesOf(canonical(one))));
  return hex(blockRoot(transactions.at(-1), merkleRoot(leaves)));
}

function examine(ledger, block) {
  const index = ledger.height + 1;
  must(exactly(block, BLOCK), "form");
  must([block.bits, block.index, block.proof, block.timestamp, block.version].every(is32Bits), "form");
  must((block.version & ~MINERS_BITS) >>> 0 === VERSION, "form");
  const others = block.transactions.slice(0, -1);
  const reward = block.transactions.at(-1);
  must(exactly(reward, REWARD), "form");
  must(reward.sender === "0", "reward");
  others.forEach((one) => {
    const fault = faultOf(one, ledger.genesis);
    must(fault === null, fault);
  });
  must(rootOf(block.transactions) === block.merkle_root, "merkle");
  must(block.previous_hash === ledger.hash, "link");
  must(block.index === index && reward.height === index, "index");
  must(block.timestamp >= ledger.timestamp, "time");
  must(block.bits === ledger.bits, "bits");
  must(reward.count === others.length, "reward");
  const fees = others.reduce((sum, { fee }) => sum + fee, 0);
  const fresh = subsidy(ledger, index);
  const moved = others.reduce((accounts, one) => move(accounts, one, index), ledger.accounts);
  must(reward.amount === fresh + fees, "reward");
  return { ...credited(ledger, moved, [...ledger.due, reward], index), issued: ledger.issued + fresh };
}

/** Credits the rewards that are due by the block of this index. */
function credited(ledger, accounts, rewards, index) {
  const isDue = ({ height }) => height <= index - ledger.parameters.maturity;
  const after = new Map(accounts);
  rewards.filter(isDue).forEach(({ recipient, amount }) => {
    const account = after.get(recipient) ?? NOBODY;
    after.set(recipient, { ...account, balance: account.balance + amount });
  });
  return { accounts: after, due: rewards.filter((reward) => !isDue(reward)) };
}

/**
 * Judges a block that is to come next.
 *
 * @param [bits] those of the block after it, if they are others
 * @returns `{refused, ledger}`: a word that says why it is refused, or null and the ledger after it
 */
export function judge(ledger, block, bits = ledger.bits) {
  try {
    const after = examine(ledger, block);
    const { index: height, timestamp } = block;
    return { refused: null, ledger: { ...ledger, ...after, height, timestamp, bits, hash: hashOf(block) } };
  } catch (error) {
    if (error instanceof Wrong) {
      return { refused: error.kind, ledger };
    }
    throw error;
  }
}

/** A block's hash, as people see it. */
export const hashOf = (block) => readHeader(headerBytes(block)).hash;

/**
 * A block that comes next, right in everything but its work, which nobody has done, and its history.
 *
 * @param {string} miner the address that is paid
 * @param {object} [reward] what the reward says instead
 */
export function build(ledger, miner, transactions, { reward: instead = {}, ...other } = {}) {
  const index = ledger.height + 1;
  const fees = transactions.reduce((sum, { fee }) => sum + fee, 0);
  const reward = {
    amount: subsidy(ledger, index) + fees,
    count: transactions.length,
    extra: "00".repeat(8),
    height: index,
    history: "00".repeat(32),
    recipient: miner,
    sender: "0",
    ...instead,
  };
  const all = [...transactions, reward];
  return {
    bits: ledger.bits,
    index,
    merkle_root: rootOf(all),
    previous_hash: ledger.hash,
    proof: 0,
    timestamp: ledger.timestamp + ledger.parameters.spacing,
    transactions: all,
    version: VERSION,
    ...other,
  };
}
