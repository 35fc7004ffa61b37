package zveno.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.classic.Blocks;

class PoolTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final PoolLimits LIMITS = new PoolLimits(5, 10_000);

  private static final Transaction A = Blocks.pay("ann", "bob", 1);
  private static final Transaction B = Blocks.pay("bob", "carol", 2);
  private static final Transaction C = Blocks.pay("carol", "dave", 3);

  private final MemoryStore store = new MemoryStore();
  private final Random random = new Random(7);
  private Pool pool = open();

  private Pool open() {
    return new Pool(
        store, LIMITS, () -> new EntryId(new UUID(random.nextLong(), random.nextLong())));
  }

  private boolean submit(Transaction transaction) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    boolean taken = pool.submit(transaction, NOW, batch).isPresent();
    store.commit(batch);
    return taken;
  }

  private void takeBlock(int most) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    pool.taken(pool.front(most, Long.MAX_VALUE), batch);
    store.commit(batch);
  }

  /** {@code leaving} in the order of the chain. */
  private void reorganise(List<Transaction> leaving, List<Transaction> joining) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    pool.reorganise(leaving.reversed()::forEach, joining::forEach, NOW, batch);
    store.commit(batch);
  }

  private List<Transaction> waiting() {
    return pool.front(100, Long.MAX_VALUE).stream().map(PoolEntry::transaction).toList();
  }

  @Test
  void keepsTheOrderOfAcknowledgement() {
    submit(B);
    submit(A);
    submit(C);
    assertThat(waiting()).containsExactly(B, A, C);
  }

  @Test
  void theSameWordsTwiceAreTwoEntries() {
    submit(A);
    submit(A);
    assertThat(waiting()).containsExactly(A, A);
    assertThat(pool.front(9, 9_999)).extracting(PoolEntry::id).doesNotHaveDuplicates();
  }

  @Test
  void refusesWhatDoesNotFit() {
    for (int i = 0; i < 5; i++) {
      assertThat(submit(A)).isTrue();
    }
    assertThat(submit(A)).isFalse();
    takeBlock(1);
    assertThat(submit(A)).isTrue();
    assertThat(pool.state().count()).isEqualTo(5);
  }

  @Test
  void countsBytesToo() {
    Transaction large = Blocks.transaction("{\"memo\":\"" + "x".repeat(9_000) + "\"}");
    assertThat(submit(large)).isTrue();
    assertThat(submit(large)).isFalse();
    assertThat(submit(A)).isTrue();
  }

  @Test
  void isTheSameAfterItWasOpenedAgain() {
    submit(A);
    submit(B);
    takeBlock(1);
    pool = open();
    assertThat(waiting()).containsExactly(B);
    submit(C);
    assertThat(waiting()).containsExactly(B, C);
  }

  @Test
  void whatLeavesGoesBackToTheFrontInItsOrder() {
    submit(C);
    reorganise(List.of(A, B, A), List.of());
    assertThat(waiting()).containsExactly(A, B, A, C);
  }

  @Test
  void whatJoinsAgainDoesNotGoBackOneForOne() {
    reorganise(List.of(A, A, B), List.of(A));
    assertThat(waiting()).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void aPostedEntryIsNotClearedByAStrangersWords() {
    submit(A);
    reorganise(List.of(), List.of(A));
    assertThat(waiting()).containsExactly(A);
  }

  @Test
  void aReturnedEntryIsClearedWhenItsBlockComesBack() {
    submit(A);
    reorganise(List.of(A, A, B), List.of());
    reorganise(List.of(), List.of(A, C));
    assertThat(waiting()).containsExactlyInAnyOrder(A, B, A);
    reorganise(List.of(C), List.of(A, A, B));
    assertThat(waiting()).containsExactly(C, A);
  }

  @Test
  void whatComesBackDoesNotCountAgainstTheBound() {
    for (int i = 0; i < 5; i++) {
      submit(A);
    }
    List<Transaction> many = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      many.add(Blocks.pay("p" + i, "q", i));
    }
    reorganise(many, List.of());
    assertThat(pool.state().count()).isEqualTo(3_005);
    assertThat(pool.front(3_000, Long.MAX_VALUE))
        .extracting(PoolEntry::transaction)
        .containsExactlyElementsOf(many);
    assertThat(submit(B)).isFalse();
    takeBlock(3_001);
    assertThat(submit(B)).isTrue();
  }

  @Test
  void keepsTheOrderOfMoreThanAreCountedAtOnce() {
    int many = 500_100; // more than are counted at a time, so that it is done in parts
    submit(A);
    MemoryStore.Batch batch = new MemoryStore.Batch();
    pool.reorganise(
        visitor -> {
          for (int i = many - 1; i >= 0; i--) {
            visitor.accept(Blocks.transaction("{\"n\":" + i + "}"));
          }
        },
        visitor -> {
          for (int i = 0; i < many; i++) {
            if (i % 1_000 != 7) {
              visitor.accept(Blocks.transaction("{\"n\":" + i + "}"));
            }
          }
        },
        NOW,
        batch);
    store.commit(batch);
    List<Transaction> expected = new ArrayList<>();
    for (int i = 7; i < many; i += 1_000) {
      expected.add(Blocks.transaction("{\"n\":" + i + "}"));
    }
    expected.add(A);
    assertThat(pool.front(1_000, Long.MAX_VALUE))
        .extracting(PoolEntry::transaction)
        .containsExactlyElementsOf(expected);
    assertThat(pool.state().returned()).isEqualTo(expected.size() - 1);
  }

  @Test
  void aBlockTakesFromTheFrontUpToItsSize() {
    submit(A);
    submit(B);
    submit(C);
    assertThat(pool.front(2, Long.MAX_VALUE)).hasSize(2);
    assertThat(pool.front(9, A.size() + B.size())).hasSize(2);
    assertThat(pool.front(9, 1)).hasSize(1);
  }

  @Test
  void sumsStayRight() {
    submit(A);
    reorganise(List.of(B, C), List.of(B));
    assertThat(pool.state().posted()).isEqualTo(1);
    assertThat(pool.state().returned()).isEqualTo(1);
    assertThat(pool.state().bytes()).isEqualTo(A.size() + C.size());
    takeBlock(9);
    assertThat(pool.state().count()).isZero();
    assertThat(pool.state().bytes()).isZero();
  }
}
