package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.merkle.MerkleFrontier;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.merkle.StoredMerkleTree;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Receipt.Level;

/** Receipts of the vectors, and our own for every transaction below every later block. */
class ReceiptTest {

  private static final JsonValue VECTORS = StrictVectors.read("receipts.json");

  private static VectorChain chain;

  @BeforeAll
  static void read() throws RefusedException {
    chain = new VectorChain();
  }

  @Test
  void rightReceiptsAreRight() throws RefusedException {
    int count = 0;
    for (JsonValue vector : StrictVectors.member(VECTORS, "right").elements()) {
      Receipt receipt = Receipt.decode(StrictVectors.member(vector, "receipt"));
      BlockId held = BlockId.parse(StrictVectors.text(vector, "anchor")).orElseThrow();
      long height = StrictVectors.integer(vector, "height");

      assertThat(receipt.verify(chain.verifier, Optional.of(held), _ -> false))
          .isEqualTo(
              new Receipt.Verdict.Shows(
                  List.of(Level.UNDER_THIS_HEADER, Level.BELOW_HELD_BLOCK),
                  chain.blocks.get((int) height - 2).id(),
                  height));
      assertThat(levels(receipt, Optional.empty())).containsExactly(Level.UNDER_THIS_HEADER);
      assertThat(levels(receipt, Optional.of(BlockId.ROOT)))
          .containsExactly(Level.UNDER_THIS_HEADER);
      assertThat(text(receipt)).isEqualTo(StrictVectors.member(vector, "receipt").toString());
      count++;
    }
    assertThat(count).isEqualTo(4);
  }

  @Test
  void wrongReceiptsAreNone() {
    int count = 0;
    for (JsonValue vector : StrictVectors.member(VECTORS, "wrong").elements()) {
      BlockId held = BlockId.parse(StrictVectors.text(vector, "anchor")).orElseThrow();
      assertThat(isRefused(StrictVectors.member(vector, "receipt"), held))
          .as(StrictVectors.text(vector, "why"))
          .isTrue();
      count++;
    }
    assertThat(count).isEqualTo(10);
  }

  private static boolean isRefused(JsonValue json, BlockId held) {
    try {
      return Receipt.decode(json).verify(chain.verifier, Optional.of(held), _ -> true)
          instanceof Receipt.Verdict.Wrong;
    } catch (RefusedException _) {
      return true;
    }
  }

  @Test
  void everyTransactionHasAReceiptBelowEveryLaterBlock() throws RefusedException {
    Map<String, Hash> rows = new HashMap<>();
    StoredMerkleTree history =
        new StoredMerkleTree((level, index) -> rows.getOrDefault(level + "/" + index, Hash.ZERO));
    MerkleFrontier frontier = MerkleFrontier.EMPTY;
    for (ChainPoint point : chain.points) {
      MerkleFrontier.Growth growth = frontier.append(MerkleHash.leaf(point.digest()));
      growth.finished().forEach(row -> rows.put(row.level() + "/" + row.index(), row.root()));
      frontier = growth.tree();
      assertThat(frontier).isEqualTo(point.history());
    }
    int count = 0;
    for (StrictBlock block : chain.blocks) {
      for (int position = 0; position < block.transactions().size(); position++) {
        Receipt receipt = Receipt.of(chain.genesis.id(), block, position);
        StrictBlock later = chain.blocks.get(39 - count % (41 - (int) block.index() + 1));
        if (later.index() > block.index()) {
          receipt =
              receipt.anchored(
                  Receipt.Anchor.of(later, history.path(block.index() - 1, later.index() - 1)));
        }
        Receipt read = Receipt.parse(receipt.canonical());

        assertThat(text(read)).isEqualTo(text(receipt));
        assertThat(levels(read, Optional.of(later.id())))
            .containsExactly(Level.UNDER_THIS_HEADER, Level.BELOW_HELD_BLOCK);
        count++;
      }
    }
    assertThat(count).isGreaterThan(80);
  }

  @Test
  void theNodesOwnChainIsALevelOfItsOwn() {
    StrictBlock block = chain.blocks.get(1);
    Receipt receipt = Receipt.of(chain.genesis.id(), block, 0);

    assertThat(receipt.verify(chain.verifier, Optional.empty(), block.id()::equals))
        .isEqualTo(
            new Receipt.Verdict.Shows(
                List.of(Level.UNDER_THIS_HEADER, Level.ON_CHAIN), block.id(), block.index()));
  }

  @Test
  void aHeaderWithoutWorkShowsNothing() {
    StrictBlock block = chain.blocks.get(1);
    Receipt right = Receipt.of(chain.genesis.id(), block, 0);
    Receipt.Inclusion place = right.block();
    Receipt wrong =
        new Receipt(
            right.genesis(),
            right.transaction(),
            new Receipt.Inclusion(
                place.header().withProof(0), place.reward(), place.position(), place.path()),
            Optional.empty());

    assertThat(wrong.verify(chain.verifier, Optional.empty(), _ -> true))
        .isInstanceOf(Receipt.Verdict.Wrong.class);
  }

  private static List<Level> levels(Receipt receipt, Optional<BlockId> held) {
    Receipt.Verdict verdict = receipt.verify(chain.verifier, held, _ -> false);
    assertThat(verdict).isInstanceOf(Receipt.Verdict.Shows.class);
    return ((Receipt.Verdict.Shows) verdict).levels();
  }

  private static String text(Receipt receipt) {
    return new String(receipt.canonical(), StandardCharsets.US_ASCII);
  }
}
