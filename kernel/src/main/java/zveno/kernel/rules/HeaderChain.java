package zveno.kernel.rules;

import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/**
 * A chain that is judged by its headers. It keeps what the next header needs and no header, so that
 * its memory does not grow. For one thread.
 */
public interface HeaderChain {

  /**
   * Takes the next header, if it is right after the one before. A header that is right may still
   * belong to a block that is wrong.
   *
   * @param header as long as {@link HeaderRules#length}
   * @return what the rules say of it; once one has been rejected, no other may be added
   */
  Verdict add(byte[] header);

  /** The height of the last header, or of the block that the first one is to follow. */
  long height();

  /** The hash of the block of that height. */
  BlockId tip();

  /** The work of the headers that were added. */
  Work added();
}
