package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;

/**
 * Clients post with idempotency keys, and a node is killed under them, again and again. Who has no
 * answer sends the same again when the node is back, until there is one: everything is there once
 * in the end, and who asks again after an answer gets the same. {@code -Dzveno.retry.rounds=1000}
 * kills it a thousand times.
 */
@Tag("slow")
@LongRunning
@Timeout(value = 4, unit = TimeUnit.HOURS)
class RetryKillTest {

  private static final int ROUNDS = Integer.getInteger("zveno.retry.rounds", 1);
  private static final int CLIENTS = 6;
  private static final int MAX_ANSWERS = ROUNDS > 2 ? 600 : 150;

  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicLong number = new AtomicLong();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger replays = new AtomicInteger();
  private final KillUnderLoad load = new KillUnderLoad();

  @TempDir Path home;

  /** Something that is posted until it is answered. */
  private record Post(String key, String path, String type, String body, List<String> words) {}

  private final class Client {

    private final String name;
    private final Random random;
    private @Nullable Post open;
    private @Nullable Post answered;
    private byte[] answer = {};

    Client(int number, Random seeds) {
      this.name = "client " + number;
      this.random = new Random(seeds.nextLong());
    }

    private Post newPost() {
      List<String> words = new ArrayList<>();
      int kind = random.nextInt(3);
      for (int i = 0; i < (kind == 2 ? 5 : 1); i++) {
        words.add(Api.transaction(name, "bob", number.incrementAndGet()));
      }
      words.forEach(acknowledged::asking);
      String path = kind == 0 ? "/transactions/new" : "/api/v1/transactions";
      String type = kind == 2 ? "application/x-ndjson" : "application/json";
      String key = name + " " + number.incrementAndGet();
      return new Post(key, path, type, String.join("\n", words), words);
    }

    private Api.Answer send(Api api, Post post) throws IOException, InterruptedException {
      Api.Answer got = api.postOnce(post.key(), post.path(), post.type(), post.body());
      got.expect(post.words().size() == 1 ? 201 : 200);
      if (got.headers().firstValue("Idempotency-Replayed").isPresent()) {
        replays.incrementAndGet();
      }
      return got;
    }

    /** Sends what has no answer yet, or something new. */
    void step(Api api) throws IOException, InterruptedException {
      if (open == null) {
        open = newPost();
      } else {
        retries.incrementAndGet();
      }
      Post post = open;
      answer = send(api, post).body();
      post.words().forEach(acknowledged::promised);
      answered = post;
      open = null;
      load.answered();
    }

    /** Asks again for what has an answer. */
    void again(Api api) throws IOException, InterruptedException {
      Post post = answered;
      if (post != null) {
        assertThat(send(api, post).body()).as(post.key()).isEqualTo(answer);
      }
    }

    /** Asks first for what was answered before the node was killed. */
    Callable<?> work(Api api) {
      AtomicBoolean begun = new AtomicBoolean();
      return () -> {
        if (!begun.getAndSet(true)) {
          again(api);
        }
        step(api);
        if (random.nextInt(8) == 0) {
          again(api);
        }
        return null;
      };
    }
  }

  @Test
  void aRetryWithTheSameKeyAfterAKillDoublesNothing() throws Exception {
    Random random = Seeds.random("RetryKillTest");
    Path folder = home.resolve("chain");
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(i, random));
    }
    for (int round = 0; round < ROUNDS; round++) {
      try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "2")) {
        acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
        killUnder(clients, node, 1 + random.nextInt(MAX_ANSWERS), random);
      }
    }
    try (NodeProcess node = NodeProcess.on(folder)) {
      for (Client client : clients) {
        client.step(node.api());
        client.again(node.api());
      }
      acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
    }
    System.out.printf(
        "RetryKillTest: %d rounds, %d transactions acknowledged, %d retries, %d answers repeated%n",
        ROUNDS, acknowledged.transactions(), retries.get(), replays.get());
  }

  private void killUnder(List<Client> clients, NodeProcess node, int after, Random random)
      throws Exception {
    List<Callable<?>> works = new ArrayList<>();
    clients.forEach(client -> works.add(client.work(node.api())));
    works.add(() -> {
      acknowledged.mined(node.api().mineAnew());
      return null;
    });
    load.kill(node, after, random, works);
  }
}
