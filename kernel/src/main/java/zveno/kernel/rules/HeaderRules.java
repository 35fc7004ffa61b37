package zveno.kernel.rules;

import zveno.kernel.state.StateView;

/**
 * Rules whose blocks have a header that is judged without its content: what it follows, and the
 * work that went into it. All methods may be called by any thread.
 */
public interface HeaderRules {

  /** The length of each header, in bytes. */
  int length();

  /**
   * The header of a block of a chain, as its state has it.
   *
   * @param state after that block or a later one
   * @param height 2 to that of the chain's end: a genesis block is known to both sides
   */
  byte[] header(StateView state, long height);

  /**
   * Begins to judge headers.
   *
   * @param context the chain that the first of them is to follow, at least a genesis block
   */
  HeaderChain after(ChainContext context);
}
