package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.system.Program.Outcome;

/** A chain of a million blocks is served whole in little memory, and costs nothing at the start. */
@Tag("slow")
@LongRunning
@Timeout(1200)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MillionBlocksTest {

  private static final long BLOCKS = 1_000_000;

  /** What runs long has to be compiled well. */
  private static final String[] JAVA = {"-XX:TieredStopAtLevel=4", "-Xmx256m"};

  /** The requirement is 3 s; a machine that is busy with something else may take longer. */
  private static final double MAX_SECONDS = 3 * 2;

  @TempDir static Path home;

  private static Path folder() {
    return home.resolve("chain");
  }

  private static NodeProcess start() throws Exception {
    return NodeProcess.start(NodeProcess.program("--data-dir", folder().toString()).withJava(JAVA));
  }

  @BeforeAll
  static void generate() throws Exception {
    long began = System.nanoTime();
    Outcome imported =
        Program.zveno("import", "--data-dir", folder().toString())
            .withJava(JAVA)
            .run(out -> HandMadeChain.write(out, BLOCKS));
    assertThat(imported.exitCode()).as(imported.errors()).isZero();
    report("%d blocks imported in %.1f s", BLOCKS, seconds(began));
  }

  @Test
  @Order(1)
  void isServedWholeToTwoAtOnceWhileBlocksAreMined() throws Exception {
    try (NodeProcess node = start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long began = System.nanoTime();
      List<Future<Long>> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(threads.submit(() -> readChain(node.api())));
      }
      int mined = 0;
      while (mined < 3 || clients.stream().anyMatch(client -> !client.isDone())) {
        assertThat(Api.integer(node.api().mine(), "index")).isEqualTo(BLOCKS + ++mined);
      }
      for (Future<Long> client : clients) {
        assertThat(client.get()).isBetween(BLOCKS, BLOCKS + mined);
      }
      report(
          "two clients read %d blocks each in %.1f s, while %d were mined; peak %d MiB",
          BLOCKS, seconds(began), mined, node.peakMiB());
      assertThat(node.terminate()).isZero();
    }
  }

  /** Reads {@code GET /chain} to its end, link by link; returns its length. */
  private static long readChain(Api api) throws Exception {
    HttpResponse<InputStream> response = api.stream("/chain");
    assertThat(response.statusCode()).isEqualTo(200);
    long count = 0;
    BigInteger length = null;
    try (InputStream body = response.body()) {
      JsonReader reader = new JsonReader(body, Api.LIMITS);
      reader.beginObject();
      while (reader.nextName()) {
        if (reader.name().equals("chain")) {
          reader.beginArray();
          String previous = "";
          while (reader.hasNext()) {
            JsonValue block = JsonValue.read(reader);
            count++;
            if (count > 1 && !Api.text(block, "previous_hash").equals(previous)) {
              throw new AssertionError("block " + count + " does not follow: " + block);
            }
            previous = Hash.of(block.bytes()).hex();
          }
          reader.endArray();
        } else {
          assertThat(reader.name()).isEqualTo("length");
          length = JsonValue.read(reader).integer();
        }
      }
      reader.endObject();
      reader.end();
    }
    assertThat(length).isEqualTo(count);
    return count;
  }

  @Test
  @Order(2)
  void isThereInAMomentAfterACleanStop() throws Exception {
    try (NodeProcess node = timedStart("a clean stop")) {
      // and leaves work in the log for the next test
      for (int i = 0; i < 200; i++) {
        node.api().submit(Api.transaction("a", "b", i));
      }
      node.api().mine(10);
      node.kill9();
    }
  }

  @Test
  @Order(3)
  void isThereInAMomentAfterKillMinusNine() throws Exception {
    try (NodeProcess node = timedStart("kill -9")) {
      JsonValue status = node.api().get("/api/v1/status").expect(200).json();
      assertThat(status.toString()).contains(Api.text(tip(node), "hash"));
      assertThat(Api.integer(tip(node), "height")).isGreaterThan(BLOCKS + 10);
      assertThat(node.terminate()).isZero();
    }
  }

  private static JsonValue tip(NodeProcess node) throws Exception {
    return node.api().get("/api/v1/tip").expect(200).json();
  }

  private static NodeProcess timedStart(String after) throws Exception {
    long began = System.nanoTime();
    NodeProcess node = start();
    tip(node);
    double seconds = seconds(began);
    report("first answer %.2f s after the start, after %s", seconds, after);
    assertThat(seconds).isLessThan(MAX_SECONDS);
    return node;
  }

  @Test
  @Order(4)
  void isVerifiedFromTheFirstBlockOn() throws Exception {
    long began = System.nanoTime();
    Outcome verified =
        Program.zveno("verify", "--data-dir", folder().toString()).withJava(JAVA).run();
    assertThat(verified.exitCode()).as(verified.errors()).isZero();
    report("verified in %.1f s: %s", seconds(began), verified.text().strip());
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void report(String format, Object... values) {
    System.out.println("MillionBlocksTest: " + format.formatted(values));
  }
}
