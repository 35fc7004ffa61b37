package zveno.kernel.rules;

import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a chain agrees on, in parts: the form of a block, what makes it right, and how the next one
 * is made. Checks come at three depths, cheapest first: a block by itself while it is decoded, a
 * block after the chain below it, and a block against the state that this chain has led to. All
 * methods may be called by any thread.
 */
public interface RuleSet {

  /** A short name, as people type it. */
  String name();

  /**
   * Everything that two nodes must have in common to agree on a chain, in a fixed order; it is
   * stored with the chain.
   */
  SequencedMap<String, String> parameters();

  /**
   * Loads what judging blocks will need, so that a node finds out when it starts.
   *
   * @throws RuntimeException if these rules cannot work here; the message is one line, for people
   */
  default void checkReady() {}

  /** How its blocks and transactions are read and written. */
  BlockCodec codec();

  /** What makes a block right. */
  Consensus consensus();

  /** How blocks of our own are made. */
  BlockTemplates templates();

  /** How it tells transactions apart that have the same bytes. */
  TransactionIdentity identity();

  /** Which transactions may wait for a block, and in which order blocks take them. */
  default PoolPolicy poolPolicy() {
    return PoolPolicy.QUEUE;
  }

  /** What they know of accounts; empty if they keep none. */
  default Optional<AccountRules> accounts() {
    return Optional.empty();
  }

  /** Reads how a chain goes along by its schedule; empty if it has none. */
  default Optional<PaceReader> pace() {
    return Optional.empty();
  }

  /** How many signatures were verified for these rules; empty if they have none. */
  default Optional<VerificationCounts> verifications() {
    return Optional.empty();
  }

  /** How its headers are judged; empty if its blocks have none. */
  default Optional<HeaderRules> headers() {
    return Optional.empty();
  }
}
