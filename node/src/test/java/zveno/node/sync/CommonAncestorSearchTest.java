package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zveno.kernel.chain.Candidate;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.Verdict;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

@Tag("slow")
class CommonAncestorSearchTest {

  private static final int LENGTH = 3_000;

  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service = EasyService.over(store);
  private final List<Block> ours = ToldChain.of("us", LENGTH);
  private int questions;

  CommonAncestorSearchTest() {
    service.start();
    try (ChainSnapshot moment = service.look();
        Candidate candidate = service.candidate(moment)) {
      ours.forEach(block -> assertThat(candidate.add(block)).isEqualTo(Verdict.OK));
      candidate.complete();
      assertThat(service.adopt(candidate)).isInstanceOf(AdoptResult.Adopted.class);
    }
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
  }

  /** What a chain answers that is ours up to a height, and then others' up to another. */
  private long find(long fork, long theirHeight) throws Exception {
    return find(
        theirHeight,
        height -> {
          if (height > theirHeight) {
            return Optional.empty();
          }
          return Optional.of(height <= fork ? ours.get((int) height - 1).id() : strange(height));
        });
  }

  private long find(long theirHeight, LongFunction<Optional<BlockId>> theirs) throws Exception {
    try (ChainSnapshot moment = service.look()) {
      return new CommonAncestorSearch(
              moment,
              heights -> {
                questions++;
                assertThat(heights)
                    .hasSizeBetween(1, NodeCalls.MAX_HEIGHTS)
                    .doesNotHaveDuplicates();
                List<Optional<BlockId>> hashes = new ArrayList<>();
                heights.forEach(height -> hashes.add(theirs.apply(height)));
                return hashes;
              })
          .find(theirHeight);
    }
  }

  private static BlockId strange(long height) {
    return BlockId.parse(String.format("%064x", height)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0, 3000",
    "0, 5000",
    "1, 2",
    "1, 9999999",
    "1499, 3000",
    "2048, 2500",
    "2998, 3001",
    "2999, 3000",
    "3000, 3000",
    "3000, 1000000",
    "700, 700",
    "699, 700"
  })
  void findsTheLastSharedBlock(long fork, long theirHeight) throws Exception {
    assertThat(find(fork, theirHeight)).isEqualTo(fork);
    assertThat(questions).isLessThanOrEqualTo(4); // 1 + ceil(log32(3000))
  }

  @Test
  void aForkNearTheEndTakesOneQuestion() throws Exception {
    for (long fork = LENGTH - 2; fork <= LENGTH; fork++) {
      questions = 0;
      assertThat(find(fork, LENGTH + 1)).isEqualTo(fork);
      assertThat(questions).isEqualTo(1);
    }
  }

  @Test
  void answersThatContradictThemselvesEndItToo() throws Exception {
    long seed = 20_261_126;
    System.out.println("ForkSearchTest: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      questions = 0;
      long found =
          find(
              1 + random.nextInt(2 * LENGTH),
              height ->
                  random.nextBoolean()
                      ? Optional.of(ours.get((int) height - 1).id())
                      : Optional.of(strange(height)));
      assertThat(found).isBetween(0L, (long) LENGTH);
      assertThat(questions).isLessThan(20);
    }
  }
}
