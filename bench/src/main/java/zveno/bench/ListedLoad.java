package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Sends each of many requests once, in their order over each connection, as fast as they go. */
final class ListedLoad {

  private ListedLoad() {}

  /**
   * Sends them all.
   *
   * @param requests of each connection, head and body
   * @param wanted the status that every answer must have
   * @return how many seconds it took
   * @throws IOException if an answer is another
   */
  static double run(URI server, List<List<byte[]>> requests, int wanted)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          requests.stream()
              .<Future<@Nullable Void>>map(ofOne ->
                  threads.submit(() -> {
                    send(server, ofOne, wanted);
                    return null;
                  }))
              .toList();
      for (Future<@Nullable Void> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(server + ": " + e.getCause(), e);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void send(URI server, List<byte[]> requests, int wanted) throws IOException {
    HttpLoad.Talk talk = new HttpLoad.Talk(server);
    try {
      for (byte[] request : requests) {
        if (!talk.ask(request, wanted)) {
          talk.close();
          talk = new HttpLoad.Talk(server);
        }
      }
    } finally {
      talk.close();
    }
  }
}
