package zveno;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test fails if a thread other than its own ends with an exception: one that the test has
 * started, with an assertion in it, or one of the node's. Without this such a failure is only
 * printed. Belongs to every test of this module (see {@code META-INF/services}).
 */
public final class ThreadFailures
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private record Failure(String thread, Throwable cause) {}

  private static final BlockingQueue<Failure> FAILURES = new LinkedBlockingQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, cause) -> FAILURES.add(new Failure(thread.toString(), cause)));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    failIfOneFailed();
  }

  /** For threads that end after the last test does, and for those of the class itself. */
  @Override
  public void afterAll(ExtensionContext context) {
    failIfOneFailed();
  }

  /** Has the test that runs fail of this, which has happened in any thread. */
  public static void report(Throwable cause) {
    FAILURES.add(new Failure(Thread.currentThread().toString(), cause));
  }

  private static void failIfOneFailed() {
    Failure first = FAILURES.poll();
    if (first != null) {
      AssertionError error =
          new AssertionError(first.thread() + " has met " + first.cause(), first.cause());
      for (Failure more = FAILURES.poll(); more != null; more = FAILURES.poll()) {
        error.addSuppressed(more.cause());
      }
      throw error;
    }
  }
}
