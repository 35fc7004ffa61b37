package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps a node busy, and kills it after so many answers. */
final class KillUnderLoad {

  private static final int ENOUGH = 1_000_000;

  /** One permit for every answer that came. */
  private final Semaphore answers = new Semaphore(0);

  /** An answer that counts has come. */
  void answered() {
    answers.release();
  }

  /**
   * Does each of these again and again, a thread each, until the node is killed.
   *
   * @param after how many answers
   */
  void kill(NodeProcess node, int after, Random random, List<Callable<?>> works) throws Exception {
    answers.drainPermits();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> load = new ArrayList<>();
      works.forEach(work -> load.add(threads.submit(() -> untilKilled(node, work))));
      boolean answered = answers.tryAcquire(after, 60, TimeUnit.SECONDS);
      Thread.sleep(0, random.nextInt(1_000_000)); // somewhere in the middle of the next few answers
      node.kill9();
      for (Future<?> one : load) {
        outcome(one);
      }
      assertThat(answered).as("the node answers: %s", node.errors()).isTrue();
    }
  }

  private Void untilKilled(NodeProcess node, Callable<?> work) throws Exception {
    try {
      while (node.isAlive()) {
        var _ = work.call();
      }
      return null;
    } finally {
      answers.release(ENOUGH); // if this is the end before the end, nobody need wait for it
    }
  }

  /** A request that broke off since the node was killed is no trouble; a wrong answer is. */
  private static void outcome(Future<?> load) throws Exception {
    try {
      load.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof IOException)) {
        throw e;
      }
    }
  }
}
