package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import zveno.node.storage.errors.StoreFullException;

class WriterTest {

  private static StoreFullException full() {
    try {
      Constructor<StoreFullException> c =
          StoreFullException.class.getDeclaredConstructor(String.class);
      c.setAccessible(true);
      return c.newInstance("full");
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void waitingSubmissionsFailWhenReadingAnewFails() {
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    Writer writer =
        new Writer(
            together -> {
              throw full();
            },
            () -> {
              throw new IllegalStateException("cannot read the store");
            },
            failed::complete);
    writer.start();
    PendingSubmission one =
        new PendingSubmission(List.of(), Optional.empty(), new CompletableFuture<>());
    writer.submit(one);
    assertThatThrownBy(() -> one.done().get(3, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(failed).isDone();
    writer.close();
  }

  @Test
  void everySubmissionIsAnsweredAtTheEnd() throws Exception {
    int forgotten = 0;
    for (int round = 0; round < 500; round++) {
      Writer writer = new Writer(t -> t.forEach(p -> p.done().complete(null)), () -> {}, f -> {});
      writer.start();
      List<CompletableFuture<?>> all = new ArrayList<>();
      Thread poster =
          new Thread(() -> {
            for (int i = 0; i < 300; i++) {
              CompletableFuture<Optional<Submission>> done = new CompletableFuture<>();
              all.add(done);
              writer.submit(new PendingSubmission(List.of(), Optional.empty(), done));
            }
          });
      poster.start();
      Thread.onSpinWait();
      writer.close();
      poster.join();
      for (CompletableFuture<?> one : all) {
        if (!one.isDone()) {
          forgotten++;
        }
      }
    }
    assertThat(forgotten).isZero();
  }
}
