package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.model.NewBlock;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;

@Tag("slow")
@Timeout(60)
class DownloadTest {

  private static final PeerAddress LEAD = at("10.0.0.1:5000");
  private static final PeerAddress OTHER = at("10.0.0.2:5000");

  /** As many as no batch reaches. */
  private static final List<Block> CHAIN = ToldChain.of("ann", 12_345);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<PeerAddress, AtomicInteger> asked = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private static PeerAddress at(String address) {
    try {
      return PeerAddress.parse(address);
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<NewBlock> honest(PeerAddress source, long from, long to) {
    asked.computeIfAbsent(source, _ -> new AtomicInteger()).incrementAndGet();
    return CHAIN.subList((int) from - 1, (int) to).stream().map(NewBlock::of).toList();
  }

  private static List<Block> takeAll(Download download) throws Exception {
    List<Block> blocks = new ArrayList<>();
    while (!download.isDone()) {
      download.take().blocks().forEach(traced -> blocks.add(traced.block()));
    }
    return blocks;
  }

  @Test
  void batchesComeInOrderFromSeveralAtOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Download.Fetch fetch =
        (source, from, to) -> {
          both.countDown();
          both.await(); // so that neither does it alone
          return honest(source, from, to);
        };
    try (Download download = new Download(fetch, LEAD, 2, CHAIN.size(), 1_000)) {
      download.add(LEAD, threads);
      download.add(OTHER, threads);
      assertThat(takeAll(download)).isEqualTo(CHAIN.subList(1, CHAIN.size()));
    }
    assertThat(asked).containsOnlyKeys(LEAD, OTHER);
  }

  @Test
  void whatAShortAnswerLeavesOutIsAskedForAgain() throws Exception {
    Download.Fetch fetch =
        (source, from, to) -> honest(source, from, Math.min(to, from + from % 700));
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(LEAD, threads);
      assertThat(takeAll(download)).isEqualTo(CHAIN);
    }
  }

  @Test
  void aFailingSourceIsAskedNoMoreAndTheOtherBringsAll() throws Exception {
    Download.Fetch fetch =
        (source, from, to) -> {
          if (source.equals(OTHER)) {
            asked.computeIfAbsent(source, _ -> new AtomicInteger()).incrementAndGet();
            throw new IOException("gone");
          }
          return honest(source, from, to);
        };
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(OTHER, threads);
      download.add(LEAD, threads);
      assertThat(takeAll(download)).isEqualTo(CHAIN);
    }
    assertThat(asked.getOrDefault(OTHER, new AtomicInteger()).get()).isLessThanOrEqualTo(1);
  }

  @Test
  void shortAnswersOfOneSourceDoNotShortenThoseOfAnother() throws Exception {
    CountDownLatch shortOnes = new CountDownLatch(6);
    Set<Long> widths = ConcurrentHashMap.newKeySet();
    Download.Fetch fetch =
        (source, from, to) -> {
          if (source.equals(OTHER)) {
            shortOnes.countDown();
            if (shortOnes.getCount() == 0) {
              throw new IOException("gone");
            }
            return honest(source, from, from);
          }
          if (from >= 1_001) {
            widths.add(to - from + 1);
          }
          return honest(source, from, to);
        };
    try (Download download = new Download(fetch, LEAD, 1, 9_000, 1_000)) {
      download.add(OTHER, threads);
      shortOnes.await();
      download.add(LEAD, threads);
      assertThat(takeAll(download)).isEqualTo(CHAIN.subList(0, 9_000));
    }
    assertThat(widths).containsExactly(1_000L);
  }

  @Test
  void whatASlowOneKeepsBackIsAskedOfAnotherToo() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch slowHasOne = new CountDownLatch(1);
    Download.Fetch fetch =
        (source, from, to) -> {
          if (source.equals(OTHER)) {
            slowHasOne.countDown();
            never.await();
          }
          return honest(source, from, to);
        };
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(OTHER, threads);
      slowHasOne.await();
      download.add(LEAD, threads);
      assertThat(takeAll(download)).isEqualTo(CHAIN);
    }
  }

  @Test
  void ifAllFailItSaysWhyTheLeadDid() {
    Download.Fetch fetch =
        (source, from, to) -> {
          if (source.equals(LEAD)) {
            throw new BadChainException("nonsense");
          }
          throw new IOException("gone");
        };
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(LEAD, threads);
      download.add(OTHER, threads);
      assertThatThrownBy(() -> takeAll(download))
          .isInstanceOf(BadChainException.class)
          .hasMessage("nonsense");
    }
  }

  @Test
  void aRefusedBatchIsRequestedFromAnotherSource() throws Exception {
    Download.Fetch fetch =
        (source, from, to) ->
            source.equals(OTHER) ? List.of(NewBlock.of(CHAIN.getLast())) : honest(source, from, to);
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(OTHER, threads);
      Download.Batch wrong = download.take();
      assertThat(wrong.source()).isEqualTo(OTHER);
      download.add(LEAD, threads);
      assertThat(download.refuse(wrong)).isTrue();
      assertThat(takeAll(download)).isEqualTo(CHAIN);
    }
  }

  @Test
  void noMoreThanEightBatchesAreAheadOfTheImporter() throws Exception {
    Semaphore fetched = new Semaphore(0);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    Download.Fetch fetch =
        (source, from, to) -> {
          most.accumulateAndGet(count.incrementAndGet(), Math::max);
          fetched.release();
          return honest(source, from, to);
        };
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(LEAD, threads);
      fetched.acquire(8);
      assertThat(fetched.tryAcquire()).isFalse();
      assertThat(download.take().from()).isEqualTo(1);
      fetched.acquire();
      assertThat(most.get()).isEqualTo(9);
    }
  }

  @Test
  void shortAnswersDoNotPileUpBehindABatchThatDoesNotCome() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Semaphore brought = new Semaphore(0);
    AtomicInteger count = new AtomicInteger();
    Download.Fetch fetch =
        (source, from, to) -> {
          if (from == 1) {
            never.await();
          }
          count.incrementAndGet();
          brought.release();
          return honest(source, from, from); // one block of a thousand
        };
    try (Download download = new Download(fetch, LEAD, 1, CHAIN.size(), 1_000)) {
      download.add(LEAD, threads);
      download.add(LEAD, threads);
      brought.acquire(7); // with the one that does not come these are eight
      assertThat(brought.tryAcquire(1, TimeUnit.SECONDS)).isFalse();
    }
    assertThat(count.get()).isEqualTo(7);
  }
}
