package zveno.node.peerclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer's silence is noticed when it is promised, wherever it begins. No time passes here. */
@Timeout(30)
class SlowStreamGuardTest {

  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicLong now = new AtomicLong(-5);
  private final Timer timer = new Timer();
  private final List<PeerException> cuts = new ArrayList<>();

  /** When what was read arrives, in milliseconds from the beginning of its read, and its bytes. */
  private record Arrival(long afterMillis, int bytes) {}

  /** A timer whose time is {@link #now}. */
  private static final class Timer extends ScheduledThreadPoolExecutor {

    private Runnable look = () -> {};
    private long everyMillis;

    Timer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      look = task;
      everyMillis = unit.toMillis(delay);
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private SlowStreamGuard guard(Timeouts patience, Deque<Arrival> arrivals) {
    return new SlowStreamGuard(stream(arrivals), patience, timer, now::get, cuts::add);
  }

  private InputStream stream(Deque<Arrival> arrivals) {
    return new InputStream() {
      @Override
      public int read() {
        throw new UnsupportedOperationException("not one by one");
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        Arrival next = arrivals.removeFirst();
        pass(next.afterMillis());
        return Math.min(length, next.bytes());
      }
    };
  }

  /** Time passes, and the watch looks when it is its turn. */
  private void pass(long millis) {
    for (long left = millis; left > 0 && cuts.isEmpty(); left -= timer.everyMillis) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Math.min(left, timer.everyMillis)));
      timer.look.run();
    }
  }

  private double seconds() {
    return (now.get() + 5) / 1e9;
  }

  private static Timeouts silence(int seconds) {
    return new Timeouts(LONG, LONG, Duration.ofSeconds(seconds), 1, LONG);
  }

  @Test
  void silenceIsNoticedAfterFortyFiveSecondsWhereverItBegins() throws Exception {
    for (int spoken : new int[] {0, 1, 7, 20, 44, 46, 89, 1_000}) {
      cuts.clear();
      now.set(-5);
      Deque<Arrival> arrivals = new ArrayDeque<>();
      for (int i = 0; i < spoken; i++) {
        arrivals.add(new Arrival(1_000, 3));
      }
      arrivals.add(new Arrival(200_000, 3));
      SlowStreamGuard guard = guard(silence(45), arrivals);
      while (cuts.isEmpty()) {
        assertThat(guard.readNBytes(new byte[3], 0, 3)).isEqualTo(3);
      }
      assertThat(seconds() - spoken).as("after %d s", spoken).isBetween(45.0, 46.5);
      assertThat(cuts.getFirst()).hasMessage("it was silent for 45 seconds");
    }
  }

  @Test
  void aSignOfLifeJustInTimeIsEnough() throws Exception {
    Deque<Arrival> arrivals = new ArrayDeque<>();
    for (int i = 0; i < 100; i++) {
      arrivals.add(new Arrival(44_000, 1));
    }
    SlowStreamGuard guard = guard(silence(45), arrivals);
    guard.readNBytes(new byte[100], 0, 100);
    assertThat(cuts).isEmpty();
  }

  @Test
  void tooLittleIsNoticedAlsoWhereAStretchBeginsInTheMiddleOfARush() throws Exception {
    Deque<Arrival> arrivals = new ArrayDeque<>(List.of(new Arrival(7_000, 300_000)));
    for (int i = 0; i < 20; i++) {
      arrivals.add(new Arrival(1_000, 10));
    }
    SlowStreamGuard guard = guard(Timeouts.DEFAULT, arrivals);
    byte[] some = new byte[300_000];
    while (cuts.isEmpty()) {
      var _ = guard.read(some, 0, some.length);
    }
    assertThat(seconds()).isBetween(15.0, 16.5); // eight after the rush
    assertThat(cuts.getFirst()).hasMessage("it sent less than 262144 bytes in 8 seconds");
  }

  @Test
  void ourOwnSlownessIsNotHeldAgainstIt() throws Exception {
    SlowStreamGuard guard =
        guard(silence(45), new ArrayDeque<>(List.of(new Arrival(1_000, 1), new Arrival(1_000, 1))));
    guard.readNBytes(new byte[1], 0, 1);
    pass(100_000);
    guard.readNBytes(new byte[1], 0, 1);
    assertThat(cuts).isEmpty();
  }

  @Test
  void theWholeHasItsEndToo() {
    Timeouts patience = new Timeouts(LONG, LONG, Duration.ofSeconds(8), 1, Duration.ofMinutes(15));
    guard(patience, new ArrayDeque<>());
    pass(2_000_000);
    assertThat(seconds()).isBetween(900.0, 901.5);
    assertThat(cuts.getFirst()).hasMessage("its answer took longer than 900 seconds");
  }
}
