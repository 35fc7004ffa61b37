package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import zveno.kernel.StoreSamples;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainPath.Stretch;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/**
 * A chain in branch 1, one commit for each block, of which every byte can be told from its height.
 */
final class TestChain {

  private TestChain() {}

  static StoredBlock block(long height) {
    Random random = new Random(height);
    byte[] bytes = new byte[100 + random.nextInt(1_500)];
    random.nextBytes(bytes);
    return new StoredBlock(new BlockId(Hash.of(bytes)), Work.of(height), bytes);
  }

  static void add(RocksBatch batch, long height) {
    BlockPosition where = new BlockPosition(1, height);
    batch.add(where, block(height), List.of(StoreSamples.carried("tx " + height, "ann")));
    batch.putBranch(new Branch(1, Optional.empty(), height));
    batch.moveTip(where);
  }

  /** Commits the blocks from one height to another, both included. */
  static void commit(RocksStore store, long from, long to) {
    for (long height = from; height <= to; height++) {
      RocksBatch batch = store.begin();
      add(batch, height);
      store.commit(batch);
    }
  }

  /** The height of the tip; 0 if there is none. All below must be there, and as it was. */
  static long checkedHeight(RocksStore store) {
    long tip = store.live().tip().map(BlockPosition::height).orElse(0L);
    try (BlockCursor cursor = store.live().ascending(new Stretch(1, 1, Long.MAX_VALUE))) {
      for (long height = 1; height <= tip; height++) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.height()).isEqualTo(height);
        assertThat(cursor.bytes()).isEqualTo(block(height).bytes());
        assertThat(store.live().find(cursor.id())).containsExactly(new BlockPosition(1, height));
      }
      assertThat(cursor.next()).isFalse();
    }
    assertThat(store.live().occurrencesOf(StoreSamples.hash("ann"), Long.MAX_VALUE, 0, 1 << 20))
        .hasSize((int) tip);
    return tip;
  }
}
