package zveno.node.peerclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(30)
class NameLookupTest {

  private static final int SILENT = 40;
  private static final int THREADS = 16;
  private static final int THREADS_FOR_SLOW = 4;
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final Semaphore answers = new Semaphore(0);

  /** Whoever asks for a name that begins with "all" waits until all usual threads do. */
  private final Phaser all = new Phaser(THREADS);

  private final AtomicInteger asked = new AtomicInteger();
  private final NameLookup names = new NameLookup(this::find, Duration.ofMillis(400));

  private InetAddress[] find(String host) throws UnknownHostException {
    asked.incrementAndGet();
    if (host.startsWith("silent")) {
      answers.acquireUninterruptibly();
    }
    if (host.startsWith("all")) {
      all.arriveAndAwaitAdvance();
    }
    if (host.startsWith("no")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {HERE};
  }

  @AfterEach
  void close() {
    all.forceTermination();
    answers.release(10_000);
    names.close();
  }

  private static void fails(CompletableFuture<List<InetAddress>> search, Class<?> why) {
    assertThatThrownBy(search::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(why);
  }

  @Test
  void lookupsOfTheSameNameAreJoined() throws Exception {
    List<CompletableFuture<List<InetAddress>>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(names.find("silent"));
    }
    answers.release();
    for (CompletableFuture<List<InetAddress>> one : all) {
      assertThat(one.get()).containsExactly(HERE);
    }
    assertThat(asked).hasValue(1);
    answers.release();
    assertThat(names.find("silent").get()).containsExactly(HERE);
    assertThat(asked).as("nothing is remembered").hasValue(2);
  }

  @Test
  void aNameThatDoesNotExistAndOneThatIsNotAnsweredFail() {
    fails(names.find("nobody"), UnknownHostException.class);
    fails(names.find("silent"), TimeoutException.class);
  }

  @Test
  void slowNamesWaitInALineOfTheirOwn() throws Exception {
    List<CompletableFuture<List<InetAddress>>> first = silent();
    for (CompletableFuture<List<InetAddress>> one : first) {
      fails(one, TimeoutException.class);
    }
    answers.release(SILENT); // those that had begun end, and are known as slow
    while (asked.get() > 0 && answers.availablePermits() > SILENT - 16) {
      Thread.onSpinWait();
    }
    assertThat(names.find("good").get()).containsExactly(HERE);
    answers.drainPermits();

    silent();
    assertThat(names.find("better").get()).containsExactly(HERE);
  }

  @Test
  void aSlowNameStaysSlowThoughItsQueuedLookupTimedOut() throws Exception {
    for (CompletableFuture<List<InetAddress>> one : find("silent", THREADS)) {
      fails(one, TimeoutException.class);
    }
    answers.release(THREADS);
    for (CompletableFuture<List<InetAddress>> one : find("all", THREADS)) {
      assertThat(one.get()).containsExactly(HERE); // so no thread is at a silent one any more
    }
    answers.drainPermits();

    int last = THREADS - 1;
    for (CompletableFuture<List<InetAddress>> one : find("silent", last)) {
      fails(one, TimeoutException.class); // some are asked for, the others are still in line
    }
    answers.release(THREADS_FOR_SLOW + 1);
    assertThat(names.find("silent" + last).get()).as("the last in line").containsExactly(HERE);
    answers.drainPermits();

    var _ = find("silent", THREADS + THREADS / 2); // half as many as there are threads are new
    assertThat(names.find("good").get()).containsExactly(HERE);
  }

  private List<CompletableFuture<List<InetAddress>>> silent() {
    return find("silent", THREADS);
  }

  private List<CompletableFuture<List<InetAddress>>> find(String name, int count) {
    List<CompletableFuture<List<InetAddress>>> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(names.find(name + i));
    }
    return found;
  }
}
