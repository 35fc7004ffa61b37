/**
 * What the explorer knows of rule sets, by the name that the node's status gives. A module of a rule set exports
 *
 *   blockFacts(header)           what its blocks say of themselves: [[name of a text, child], …]
 *   cardNote(header)             a line for a block's card, or null
 *   blockHeads                   further columns of the table of blocks, each with the text "blocks.NAME"
 *   blockCells(header)           what stands in them, by the names of the columns
 *   transactionHeads             columns of a table of transactions, each with the text "transactions.NAME"
 *   transactionCells(tx)         what stands in them, by the names of the columns
 *   transactionLine(tx)          the same in one line, with links
 *   transactionFacts(tx)         what a transaction says: [[label, child], …]
 *   TransactionFlow({ transaction })   the same in one line, without links
 *   Recompute({ header })        has the reader's machine compute a block anew, or null
 *   SendDialog({ onEnd })        the form for a new transaction
 *   hasLaboratory                whether the Laboratory is about these rules
 *
 * and, if it has them:
 *
 *   sendPage                     the page where transactions are made, instead of SendDialog
 *   rawText, idText              texts that say what is hashed, where it is not the canonical text of the whole
 *   pages                        further pages, by the first part of their address; the text "nav.NAME" names each
 *   isAddress(value)             whether a value is an address even if the chain does not know it
 *   Account({ address })         what the chain knows of an account
 *   TransactionMore({ id, transaction, occurrences })   what more there is to a transaction
 *   NowMore()                    what more there is to the page Now
 *
 * A rule set that is not here is shown as the JSON in which the node shows it: generic.js.
 */
import { useLive } from "../parts/hooks.js";
import * as classic from "./classic.js";
import * as generic from "./generic.js";
import * as strict from "./strict.js";

const SETS = { classic, upstream: classic, strict };

/** The module for the chain of this node; the tutorial's until the status is there. */
export function useRules() {
  const name = useLive().status?.rules?.rules;
  return name === undefined ? classic : Object.hasOwn(SETS, name) ? SETS[name] : generic;
}
