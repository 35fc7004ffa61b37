package zveno.cluster;

import java.io.IOException;

/**
 * Ratis looks for its classes by the loader of the thread that asks for them, and its own threads
 * take that loader over. A node's threads have another, which does not know Ratis.
 */
final class RatisLoader {

  /** What needs Ratis's classes. */
  interface Work<T> {
    T done() throws IOException;
  }

  private RatisLoader() {}

  /** Does something on a thread that finds Ratis's classes meanwhile. */
  static <T> T within(Work<T> work) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(RatisLoader.class.getClassLoader());
    try {
      return work.done();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
