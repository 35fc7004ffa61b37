package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.merkle.MerkleFrontier;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.merkle.MerkleProofs;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.work.Header;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/** Proofs read a few rows of the state, however long the chain is. */
class ChainProofsTest {

  private static final Hash DIGEST = Hash.of(new byte[] {7});

  /**
   * The history of a chain whose blocks all have one digest: the roots of all subtrees of a level
   * are alike, so that it can be as long as wanted. Counts what is read.
   */
  private static final class Alike implements StateView {

    private final List<Hash> levels = new ArrayList<>(List.of(MerkleHash.leaf(DIGEST)));
    private final long blocks;
    private int read;

    Alike(long blocks) {
      this.blocks = blocks;
    }

    @Override
    public Optional<byte[]> value(StateKey key) {
      ByteBuffer in = ByteBuffer.wrap(key.toBytes());
      assertThat(in.get()).isEqualTo((byte) 'h');
      int level = in.get();
      assertThat((in.getLong() + 1) << level)
          .as("a subtree is finished")
          .isLessThanOrEqualTo(blocks);
      while (levels.size() <= level) {
        levels.add(MerkleHash.node(levels.getLast(), levels.getLast()));
      }
      read++;
      return Optional.of(levels.get(level).toBytes());
    }

    Hash root(long size) {
      int before = read;
      Hash root = MerkleFrontier.read(size, new StrictState(this)).root();
      read = before;
      return root;
    }
  }

  /** A block without transactions; only its height matters. */
  private static StrictBlock block(long height, Hash history) {
    Reward reward = new Reward(Coins.NONE, 0, 0, height, history, Person.numbered(1).address());
    Header header = new Header(0x2000_0000L, Hash.ZERO, Hash.ZERO, 0, 0x207f_ffffL, 0);
    return StrictBlock.assemble(header, List.of(), reward);
  }

  private static int readForAnchor(long blocks, long height) {
    Alike state = new Alike(blocks);
    StrictBlock tip = block(blocks, state.root(blocks - 1));

    Receipt.Anchor anchor = new ChainProofs(BlockId.ROOT, state).anchor(tip, height);

    assertThat(MerkleProofs.root(MerkleHash.leaf(DIGEST), height - 1, blocks - 1, anchor.path()))
        .contains(tip.reward().history());
    return state.read;
  }

  private static int readForConsistency(long blocks, long from) {
    Alike state = new Alike(blocks);

    List<Hash> proof = new ChainProofs(BlockId.ROOT, state).consistency(from, blocks);

    assertThat(
            MerkleProofs.isConsistent(
                from - 1, blocks - 1, state.root(from - 1), state.root(blocks - 1), proof))
        .isTrue();
    return state.read;
  }

  @Test
  void aMillionBlocksCostAsMuchAsAThousandAndTheLogarithm() {
    Map<Long, Integer> logarithms = Map.of(1_000L, 10, 1_000_000L, 20, 4_294_967_295L, 32);
    logarithms.forEach((blocks, logarithm) -> {
      for (long part = 1; part <= 64; part++) {
        long height = 2 + (blocks - 3) * part / 64;
        assertThat(readForAnchor(blocks, height)).isLessThanOrEqualTo(2 * logarithm);
        assertThat(readForConsistency(blocks, height)).isLessThanOrEqualTo(2 * logarithm);
      }
    });
  }

  @Test
  void theFirstBlockWithAHistoryProvesTheGenesis() {
    assertThat(readForAnchor(2, 1)).isZero();
    assertThat(readForConsistency(2, 2)).isZero();
    assertThat(readForConsistency(3, 2)).isEqualTo(1);
  }
}
