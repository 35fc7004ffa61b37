package zveno.node.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.node.rules.Posted;

/** Lines of a batch are read by several threads, and come back in their order. */
@Timeout(30)
class BatchReaderTest {

  private static final ThreadLocal<Long> SPENT = ThreadLocal.withInitial(() -> 0L);

  private final BatchReader reader = new BatchReader(2, SPENT::get);

  private static List<byte[]> lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Integer.toString(i).getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  private static Posted echo(byte[] line) {
    return new Posted.Bad(new String(line, StandardCharsets.US_ASCII));
  }

  @Test
  void twoThreadsReadAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    Set<Thread> readers = ConcurrentHashMap.newKeySet();
    List<BatchReader.Line> read =
        reader.read(
            lines(100),
            line -> {
              if (readers.add(Thread.currentThread())) {
                meet(both);
              }
              SPENT.set(SPENT.get() + line.length);
              return echo(line);
            });

    assertThat(readers).hasSize(2);
    for (int i = 0; i < 100; i++) {
      assertThat(read.get(i))
          .isEqualTo(new BatchReader.Line(new Posted.Bad("" + i), i < 10 ? 1 : 2));
    }
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noLinesAreReadAtOnce() {
    assertThat(reader.read(List.of(), BatchReaderTest::echo)).isEmpty();
  }

  @Test
  void aFaultIsNotSwallowed() {
    assertThatThrownBy(() ->
            reader.read(
                lines(9),
                _ -> {
                  throw new IllegalArgumentException("a fault");
                }))
        .hasRootCauseMessage("a fault");
  }
}
