/**
 * The rules of the chain, on canonical texts: what a block says, and what the blocks around it make
 * of that. The same as the tutorial's `valid_chain`, and as the node's own rules.
 */

import { JsonError, member, Num, parse } from "../core/json.js";
import { float, integer, print, withMember } from "./canonical.js";
import { beginsWithZeros, guessHash } from "./proofs.js";
import { sha256OfText } from "./sha256.js";

const HASH = /^[0-9a-f]{64}$/;

/** What each field of a block has to be. */
const FORM = [
  ["index", isInteger],
  ["previous_hash", (v, first) => (typeof v === "string" ? first || HASH.test(v) : first && v instanceof Num)],
  ["proof", isInteger],
  ["timestamp", (v) => v instanceof Num],
  ["transactions", (v) => Array.isArray(v) && v.every((item) => item instanceof Map)],
];

function isInteger(value) {
  return value instanceof Num && value.isInteger;
}

/**
 * Reads what somebody wrote for a block.
 *
 * @param {boolean} first whether it is the first block of a chain, which hangs on nothing
 * @returns `{canonical, value, hash, form}`, where `form` is null or the field that is not as it must
 *     be; or `{error}`, a JsonError
 */
export function readBlock(text, first = false) {
  try {
    const value = parse(text);
    const printed = print(value);
    return { canonical: printed, value, hash: sha256OfText(printed), form: badField(value, first) };
  } catch (error) {
    if (error instanceof JsonError) {
      return { error };
    }
    throw error;
  }
}

function badField(value, first) {
  if (!(value instanceof Map)) {
    return "block";
  }
  const bad = FORM.find(([name, fits]) => {
    const field = member(value, name);
    return field === undefined || !fits(field, first);
  });
  return bad === undefined ? null : bad[0];
}

/** The digits of a block's proof. */
export const proofOf = (block) => print(member(block.value, "proof"));

/** The hash of the block before, as a block tells it. */
export const linkOf = (block) => String(member(block.value, "previous_hash"));

/** What stands behind the candidate in what is hashed: nothing, or the hash of the block before. */
export function tail(rules, before) {
  return rules.rules === "upstream" ? before.hash : "";
}

/** What the block after this one has to solve. */
export function puzzleAfter(before, rules) {
  return { head: before.proof, tail: tail(rules, before), zeros: rules.difficulty };
}

/** What the block after this one needs to know of it. */
export function ground(block) {
  return { hash: block.hash, proof: proofOf(block) };
}

/**
 * Examines a stretch of a chain.
 *
 * @param {string[]} texts of the blocks
 * @param rules `{rules, difficulty, genesis}` as the node's status gives them
 * @param anchor `{hash, proof}` of the block before the first; null if the first begins the chain
 * @returns for each block `{block, faults}`; a fault is `{kind, ...}` with the kinds
 *     `unreadable` (error), `form` (field), `link` (says, is), `proof` (head, proof, tail, hash),
 *     `genesis` (is, wanted), and `before`: the block before is such that nothing can be said
 */
export function examine(texts, rules, anchor) {
  let before = anchor;
  return texts.map((text, i) => {
    const first = i === 0 && anchor === null;
    const block = readBlock(text, first);
    const faults = first ? faultsOfFirst(block, rules) : faultsOf(block, before, rules);
    before = isBlock(block) ? ground(block) : null;
    return { block, faults };
  });
}

/** Whether it is JSON and has the fields of a block. */
export function isBlock(block) {
  return block.error === undefined && block.form === null;
}

function faultsOfForm(block) {
  if (block.error !== undefined) {
    return [{ kind: "unreadable", error: block.error }];
  }
  return block.form === null ? [] : [{ kind: "form", field: block.form }];
}

function faultsOfFirst(block, rules) {
  const faults = faultsOfForm(block);
  if (faults.length === 0 && rules.genesis !== "own" && rules.genesis !== block.hash) {
    faults.push({ kind: "genesis", is: block.hash, wanted: rules.genesis });
  }
  return faults;
}

function faultsOf(block, before, rules) {
  const faults = faultsOfForm(block);
  if (faults.length > 0) {
    return faults;
  }
  if (before === null) {
    return [{ kind: "before" }];
  }
  if (linkOf(block) !== before.hash) {
    faults.push({ kind: "link", says: linkOf(block), is: before.hash });
  }
  const guess = { head: before.proof, proof: proofOf(block), tail: tail(rules, before) };
  const hash = guessHash(guess.head, guess.proof, guess.tail);
  if (!beginsWithZeros(hash, rules.difficulty)) {
    faults.push({ kind: "proof", ...guess, hash });
  }
  return faults;
}

/** The block with another link, as text. */
export function relinked(block, before) {
  return print(withMember(block.value, "previous_hash", before.hash));
}

/** The block with another link and proof, as text. */
export function resealed(block, before, proof) {
  const linked = withMember(block.value, "previous_hash", before.hash);
  return print(withMember(linked, "proof", integer(proof)));
}

/**
 * A new block, as text.
 *
 * @param {number} seconds since 1970
 */
export function forge({ height, before, proof, seconds, transactions }) {
  return print(
    new Map([
      ["index", integer(height)],
      ["previous_hash", before.hash],
      ["proof", integer(proof)],
      ["timestamp", float(seconds)],
      ["transactions", transactions],
    ]),
  );
}

/** A transaction of three fields. */
export function transaction(sender, recipient, amount) {
  return new Map([
    ["amount", amount],
    ["recipient", recipient],
    ["sender", sender],
  ]);
}

/** A block's reward, as the tutorial pays it. */
export const reward = (to) => transaction("0", to, integer(1));
