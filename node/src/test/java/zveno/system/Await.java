package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what must come, by asking until it is so; the one loop of its kind in these tests. */
public final class Await {

  private static final long MAX_SECONDS = 120;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /**
   * Asks again and again until the answer is as it should be; fails with the last answer.
   *
   * @param what is waited for, for people
   */
  public static <T> T until(String what, Callable<T> question, Predicate<T> good) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    T answer = question.call();
    while (!good.test(answer) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(BETWEEN_NANOS);
      answer = question.call();
    }
    assertThat(answer).as(what).matches(good);
    return answer;
  }
}
