package zveno.kernel.rules;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.HeaderPuzzle;

/**
 * A template that miners of other programs can search, because its block has a header of 80 bytes
 * as Bitcoin's have. Such a miner chooses {@link #EXTRA_BYTES} bytes of its own in the coinbase
 * transaction, some bits of the version, the time and the nonce.
 */
public interface HeaderTemplate extends BlockTemplate {

  /** How many bytes of the coinbase transaction are the miner's. */
  int EXTRA_BYTES = 8;

  /** The header's puzzle, for this template's own choices. */
  @Override
  HeaderPuzzle puzzle();

  /**
   * The header, 80 bytes. A miner replaces the bits {@link #minersBits} of the version, the Merkle
   * root, the time and the nonce.
   */
  byte[] header();

  /** The bits of the version that a miner may choose. */
  int minersBits();

  /** The coinbase transaction as far as the miner's bytes. */
  byte[] coinbaseHead();

  /** The coinbase transaction after the miner's bytes. */
  byte[] coinbaseTail();

  /**
   * What the coinbase's hash (SHA-256 twice) is joined with, one after the other, on the way to the
   * Merkle root; each step is SHA-256 twice over the hash so far and the next of these.
   */
  List<Hash> branch();

  /**
   * The same block with another recipient of the reward.
   *
   * @param recipient as the rule set writes it, see {@link BlockTemplates#recipientProblem}
   */
  HeaderTemplate paying(String recipient);

  /**
   * The same block with a miner's choices.
   *
   * @param version bits outside of {@link #minersBits} do not matter
   * @param extra the miner's bytes, the first of them the highest
   * @param timestamp seconds since 1970, 0 to 2^32 − 1
   */
  HeaderTemplate choosing(int version, long extra, long timestamp);
}
