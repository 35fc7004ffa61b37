package zveno.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page is shared by those who ask while another is made, and is never older than a request. */
@Timeout(60)
class SharedPageTest {

  private static Metrics.Page page(long number) {
    return new Metrics.Page("text/plain", Long.toString(number).getBytes());
  }

  private static long number(Metrics.Page page) {
    return Long.parseLong(new String(page.text()));
  }

  @Test
  void isNeverFromBeforeTheRequest() throws Exception {
    AtomicLong clock = new AtomicLong();
    SharedPage<Metrics.Page> shared = new SharedPage<>(() -> page(clock.get()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        all.add(
            threads.submit(() -> {
              for (int n = 0; n < 2_000; n++) {
                long now = clock.incrementAndGet();
                assertThat(number(shared.next())).isGreaterThanOrEqualTo(now);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void thoseWhoComeMeanwhileShareTheNext() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    SharedPage<Metrics.Page> shared =
        new SharedPage<>(() -> {
          if (made.incrementAndGet() == 1) {
            begun.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          return page(made.get());
        });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Metrics.Page> first = threads.submit(shared::next);
      begun.await();
      List<Thread> waiting = new ArrayList<>();
      List<Future<Metrics.Page>> others = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        others.add(
            threads.submit(() -> {
              synchronized (waiting) {
                waiting.add(Thread.currentThread());
              }
              return shared.next();
            }));
      }
      while (!areAllParked(waiting, 5)) {
        Thread.onSpinWait();
      }
      goOn.countDown();
      assertThat(number(first.get())).isEqualTo(1);
      for (Future<Metrics.Page> other : others) {
        assertThat(number(other.get())).isEqualTo(2);
      }
    }
    assertThat(made).hasValue(2);
  }

  private static boolean areAllParked(List<Thread> threads, int count) {
    synchronized (threads) {
      return threads.size() == count
          && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }
  }

  @Test
  void aFailureIsNotRemembered() {
    AtomicInteger tries = new AtomicInteger();
    SharedPage<Metrics.Page> shared =
        new SharedPage<>(() -> {
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException("no disk");
          }
          return page(tries.get());
        });
    assertThatThrownBy(shared::next).hasMessageContaining("no disk");
    assertThat(number(shared.next())).isEqualTo(2);
  }
}
