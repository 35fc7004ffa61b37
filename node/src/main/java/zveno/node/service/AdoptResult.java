package zveno.node.service;

import zveno.kernel.chain.Reorg;

/** What became of a candidate chain. */
public sealed interface AdoptResult {

  /** It is the chain now. */
  record Adopted(Reorg reorg) implements AdoptResult {}

  /** It has no more work than the present chain. */
  record NoMoreWork() implements AdoptResult {}
}
