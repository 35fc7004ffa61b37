package zveno.node.http.transport;

import java.util.concurrent.Semaphore;
import org.eclipse.jetty.util.thread.Invocable;

/** Wakes a waiting thread; so short that the server's own threads may run it. */
final class Wakeup {

  private Wakeup() {}

  static Invocable.Task of(Semaphore waiting) {
    return Invocable.from(Invocable.InvocationType.NON_BLOCKING, waiting::release);
  }
}
