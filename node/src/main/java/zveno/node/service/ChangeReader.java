package zveno.node.service;

import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.Reorg;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.AccountRules;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.EncodedAddress;

/** Finds the accounts that blocks change, when they join the chain or leave it. */
final class ChangeReader {

  /** Of more blocks than these, which leave and join together, no account is looked for. */
  private static final int MAX_BLOCKS_READ = 16;

  private final BlockCodec codec;
  private final AccountRules accounts;

  ChangeReader(BlockCodec codec, AccountRules accounts) {
    this.codec = codec;
    this.accounts = accounts;
  }

  /**
   * Of blocks at the end of a chain.
   *
   * @param tip that chain
   */
  ChangedAccounts of(List<Block> blocks, ChainContext tip) {
    ChangedAccounts.Collector changed = new ChangedAccounts.Collector();
    blocks.forEach(block -> collect(block, tip, changed));
    return changed.all();
  }

  /**
   * Of a reorganisation.
   *
   * @param view has the blocks that leave and that join
   * @param tip the chain after it
   */
  ChangedAccounts of(Reorg reorg, ChainView view, ChainContext tip) {
    ChangedAccounts.Collector changed = new ChangedAccounts.Collector();
    if (reorg.leavingCount() + reorg.joiningCount() > MAX_BLOCKS_READ) {
      changed.giveUp();
      return changed.all();
    }
    collect(reorg.leaving(view), tip, changed);
    collect(reorg.joining(view), tip, changed);
    return changed.all();
  }

  private void collect(PathReader blocks, ChainContext tip, ChangedAccounts.Collector changed) {
    try (blocks) {
      while (!changed.isFull() && blocks.next()) {
        collect(read(blocks), tip, changed);
      }
    }
  }

  private void collect(Block block, ChainContext tip, ChangedAccounts.Collector changed) {
    Optional<EncodedAddress> due = accounts.due(block.height(), tip);
    due.ifPresent(one -> changed.add(List.of(one)));
    for (Transaction transaction : block.transactions()) {
      if (changed.isFull()) {
        return;
      }
      changed.add(EncodedAddress.of(transaction, codec));
    }
  }

  private Block read(PathReader at) {
    try {
      return codec.block(at.bytes(), at.height());
    } catch (DecodeException e) {
      throw new MissingBlockException("the stored block " + at.height() + " is unreadable", e);
    }
  }
}
