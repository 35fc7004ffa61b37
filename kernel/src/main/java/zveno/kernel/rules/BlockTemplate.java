package zveno.kernel.rules;

import java.math.BigInteger;
import zveno.kernel.mining.PowPuzzle;
import zveno.kernel.model.Block;

/** A block that still lacks its proof of work. */
public interface BlockTemplate {

  /** The block that it follows. */
  Block parent();

  /** What has to be solved; the same at each call. */
  PowPuzzle puzzle();

  /**
   * When is it settled what the block carries? An open template collects that when it is solved,
   * because its puzzle does not cover the content: the front of the pool, as it is then. Any other
   * has its content from the beginning, and what is posted later needs another template.
   */
  boolean isOpen();

  /**
   * The block that the template becomes. An open template may be solved on the writer's thread
   * only, where nothing else changes what waits.
   *
   * @param solution of the puzzle; it is not checked
   */
  SolvedBlock solvedBy(BigInteger solution);
}
