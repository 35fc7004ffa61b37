package zveno.kernel.entries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zveno.kernel.Memos;
import zveno.kernel.entries.EntriesById.Source;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.toy.Toys;

/** What is believed of a memo that comes with a block. */
class EntryIdsTest {

  private static final EntryIds IDENTITY = new EntryIds(ClassicRules::userTransactions);
  private static final Transaction A = Blocks.transaction("{\"a\":1}");
  private static final Transaction B = Blocks.transaction("{\"b\":1}");
  private static final Block BLOCK =
      Blocks.on(Blocks.EASY, Blocks.genesis(Blocks.EASY, 1), "m", 2, A, A, B);

  private static EntryId id(int number) {
    return new EntryId(new UUID(0, number));
  }

  private static List<EntryId> derived(int... positions) {
    return IntStream.of(positions).mapToObj(i -> EntriesById.derivedId(BLOCK.id(), i)).toList();
  }

  private static EntriesById entries(EntryId... memo) {
    return IDENTITY.entries(Memos.with(BLOCK, List.of(memo)), _ -> false);
  }

  @Test
  void aMemoOfTheRightLengthIsBelieved() {
    EntriesById entries = entries(id(1), id(2), id(1));
    assertThat(entries.ids()).containsExactly(id(1), id(2), id(1)); // the last has another content
    assertThat(entries.areKnown()).isTrue();
    assertThat(IDENTITY.stored(BLOCK, Optional.of(entries.memo()))).isEqualTo(entries);
  }

  @Test
  void anyOtherSaysNothing() {
    for (EntriesById entries :
        List.of(entries(), entries(id(1)), entries(id(1), id(2), id(3), id(4)))) {
      assertThat(entries.ids()).isEqualTo(derived(0, 1, 2));
      assertThat(entries.areKnown()).isFalse();
      assertThat(entries.memo().isEmpty()).isTrue();
    }
    assertThat(IDENTITY.stored(BLOCK, Optional.empty()).ids()).isEqualTo(derived(0, 1, 2));
  }

  @Test
  void whatIsInTheChainBelowOrTwiceInTheBlockGetsADerivedId() {
    Set<EntryKey> below = Set.of(new EntryKey(id(3), B.id()));
    EntriesById entries =
        IDENTITY.entries(Memos.with(BLOCK, List.of(id(1), id(1), id(3))), below::contains);
    List<EntryId> expected = new ArrayList<>(List.of(id(1)));
    expected.addAll(derived(1, 2));
    assertThat(entries.ids()).isEqualTo(expected);
  }

  @Test
  void aDerivedIdThatTheMemoHasUsedIsPassedOver() {
    EntryId second = derived(1).getFirst();
    EntriesById entries = entries(second, second, id(3));
    assertThat(entries.ids()).containsExactly(second, derived(4).getFirst(), id(3));
  }

  @Test
  void whatWasMatchedHereIsNotCertainWhenItIsReadBack() {
    BlockMemo memo = Memos.of(List.of(id(1), id(2), id(3)), false);
    EntriesById entries = IDENTITY.stored(BLOCK, Optional.of(memo));
    assertThat(entries.source()).isEqualTo(Source.MATCHED);
    assertThat(entries.areKnown()).isFalse();
    assertThat(entries.memo()).isEqualTo(memo);
  }

  @Test
  void whereTransactionsNameThemselvesAMemoIsNotLookedAt() {
    TransactionIdentity identity = Toys.RULES.identity();
    Block block = Toys.on(List.of(Toys.genesis(1)), "ann", 2, List.of());
    assertThat(identity.memo(List.of(id(1)))).isEqualTo(BlockMemo.NONE);
    assertThat(identity.entries(Memos.with(block, List.of(id(1))), _ -> false).memo())
        .isEqualTo(BlockMemo.NONE);
    assertThat(identity.entries(NewBlock.of(block), _ -> true).areKnown()).isTrue();
    assertThat(identity.idOf(Toys.transfer("tea"), () -> id(1)))
        .isEqualTo(EntryId.of(Toys.transfer("tea").id()));
  }
}
