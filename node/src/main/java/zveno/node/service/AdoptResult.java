package zveno.node.service;

import zveno.kernel.chain.Reorg;

/** What became of a candidate chain. */
public sealed interface AdoptResult {

  /** It is the chain now. */
  record Adopted(Reorg reorg) implements AdoptResult {}

  /** It is not heavier than the chain there is. */
  record NotHeavier() implements AdoptResult {}
}
