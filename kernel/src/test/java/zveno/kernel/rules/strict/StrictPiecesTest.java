package zveno.kernel.rules.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.rules.strict.StrictVectors.integer;
import static zveno.kernel.rules.strict.StrictVectors.member;
import static zveno.kernel.rules.strict.StrictVectors.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.merkle.MerkleFrontier;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.merkle.MerkleProofs;
import zveno.kernel.merkle.MerkleTree;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;

/** Signing, trees and subsidies, as an independent program has them. */
class StrictPiecesTest {

  private static final JsonValue PIECES = StrictVectors.read("pieces.json");

  @Test
  void signedTextsIdsAndSignaturesComeOut() throws RefusedException {
    int count = 0;
    for (JsonValue vector : member(PIECES, "signing").elements()) {
      StrictTransaction transaction = StrictTransaction.decode(member(vector, "transaction"));
      BlockId genesis = BlockId.parse(text(vector, "genesis")).orElseThrow();
      byte[] seed = HexFormat.of().parseHex(text(vector, "seed"));
      byte[] message = transaction.content().signedText(genesis);
      byte[] signature = JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), message);

      assertThat(new String(message, StandardCharsets.US_ASCII)).isEqualTo(text(vector, "message"));
      assertThat(transaction.id().hex()).isEqualTo(text(vector, "id"));
      assertThat(transaction.content().id()).isEqualTo(transaction.id());
      assertThat(transaction.isSigned(genesis, new JdkSignatures())).isTrue();
      assertThat(transaction.isSigned(BlockId.ROOT, new JdkSignatures())).isFalse();
      assertThat(StrictTransaction.signed(transaction.content(), signature)).isEqualTo(transaction);
      count++;
    }
    assertThat(count).isEqualTo(1);
  }

  @Test
  void treesComeOut() {
    int count = 0;
    for (JsonValue vector : member(PIECES, "trees").elements()) {
      int size = (int) integer(vector, "leaves");
      List<Hash> leaves = new ArrayList<>();
      MerkleFrontier frontier = MerkleFrontier.EMPTY;
      for (int i = 0; i < size; i++) {
        Hash leaf = MerkleHash.leaf(new byte[] {(byte) i});
        leaves.add(leaf);
        frontier = frontier.append(leaf).tree();
      }
      MerkleTree tree = new MerkleTree(leaves);
      List<Hash> path = new ArrayList<>();
      for (JsonValue hash : member(vector, "path_of_last").elements()) {
        path.add(hash.hash().orElseThrow());
      }

      assertThat(tree.root().hex()).isEqualTo(text(vector, "root"));
      assertThat(frontier.root()).isEqualTo(tree.root());
      if (size > 0) {
        assertThat(tree.path(size - 1)).isEqualTo(path);
        assertThat(MerkleProofs.root(leaves.getLast(), size - 1, size, path)).contains(tree.root());
      }
      count++;
    }
    assertThat(count).isEqualTo(7);
  }

  @Test
  void subsidiesComeOut() {
    int count = 0;
    for (JsonValue vector : member(PIECES, "subsidies").elements()) {
      Subsidy subsidy =
          new Subsidy(
              new Coins(integer(vector, "reward")),
              integer(vector, "halving"),
              new Coins(integer(vector, "allocated")));

      assertThat(subsidy.of(integer(vector, "index")).units())
          .as(vector.toString())
          .isEqualTo(integer(vector, "subsidy"));
      count++;
    }
    assertThat(count).isEqualTo(22);
  }

  @Test
  void subsidiesAddUpToTheSupplyAndNeverPassTheLimit() {
    long[][] cases = {
      {50, 0, 0}, {50, 3, 0}, {Coins.MAX_UNITS, 1, 0}, {Coins.MAX_UNITS, 0, 1},
      {Coins.MAX_UNITS, 0, Coins.MAX_UNITS}, {1L << 52, 2, 12_345}, {0, 5, 7}, {1, 1, 0},
      {(1L << 50) + 3, 4, 1L << 52}
    };
    for (long[] each : cases) {
      Subsidy subsidy = new Subsidy(new Coins(each[0]), each[1], new Coins(each[2]));
      long supply = each[2];
      assertThat(subsidy.supply(1).units()).isEqualTo(supply);
      for (long index = 2; index < 700; index++) {
        long halvings = each[1] == 0 ? 0 : (index - 2) / each[1];
        long uncut = halvings >= 64 ? 0 : each[0] >> halvings;
        long expected = Math.min(uncut, Coins.MAX_UNITS - supply);
        assertThat(subsidy.of(index).units()).as("%s at %d", subsidy, index).isEqualTo(expected);
        supply += expected;
        assertThat(subsidy.supply(index).units()).isEqualTo(supply);
      }
    }
  }

  @Test
  void subsidiesOfFarBlocksAreWorkedOutAtOnce() {
    Subsidy subsidy = new Subsidy(new Coins(1), 0, Coins.NONE);

    assertThat(subsidy.of(4_294_967_295L)).isEqualTo(new Coins(1));
    assertThat(subsidy.of(Coins.MAX_UNITS + 1)).isEqualTo(new Coins(1));
    assertThat(subsidy.of(Coins.MAX_UNITS + 2)).isEqualTo(Coins.NONE);
    assertThat(subsidy.of(Long.MAX_VALUE)).isEqualTo(Coins.NONE);
    assertThatThrownBy(() -> subsidy.of(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sumsOfMoneyAreBoundedAndNeverOverflowInSilence() {
    assertThat(new Coins(2).plus(new Coins(3))).isEqualTo(new Coins(5));
    assertThat(new Coins(5).minus(new Coins(5))).isEqualTo(Coins.NONE);
    assertThatThrownBy(() -> Coins.MAX.plus(new Coins(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Coins.MAX.plus(Coins.MAX)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Coins.NONE.minus(new Coins(1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new Coins(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Coins(1L << 53)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Coins(5).cover(new Coins(3), new Coins(2))).isTrue();
    assertThat(new Coins(5).cover(new Coins(3), new Coins(3))).isFalse();
    assertThat(Coins.MAX.cover(Coins.MAX, Coins.MAX)).isFalse();
  }
}
