package zveno.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NameLookupTest {

  private static final int SILENT = 40;
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final Semaphore answers = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();
  private final NameLookup names = new NameLookup(this::find, Duration.ofMillis(400));

  private InetAddress[] find(String host) throws UnknownHostException {
    asked.incrementAndGet();
    if (host.startsWith("silent")) {
      answers.acquireUninterruptibly();
    }
    if (host.startsWith("no")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {HERE};
  }

  @AfterEach
  void close() {
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
  void whoWantsTheSameNameJoins() throws Exception {
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

  private List<CompletableFuture<List<InetAddress>>> silent() {
    List<CompletableFuture<List<InetAddress>>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(names.find("silent" + i));
    }
    return all;
  }
}
