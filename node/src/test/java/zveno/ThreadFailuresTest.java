package zveno;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

class ThreadFailuresTest {

  @Test
  void anAssertionInAnotherThreadFailsTheTest() throws Exception {
    assertThat(Thread.getDefaultUncaughtExceptionHandler())
        .as("the extension belongs to this test as to any other")
        .isNotNull();
    Thread virtual = Thread.startVirtualThread(() -> fail("in a virtual thread"));
    virtual.join();
    Thread platform = Thread.ofPlatform().start(() -> fail("in a platform thread"));
    platform.join();

    assertThatThrownBy(() -> new ThreadFailures().afterEach(null))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("in a virtual thread")
        .satisfies(
            error -> assertThat(error.getSuppressed()[0]).hasMessage("in a platform thread"));
    new ThreadFailures().afterEach(null); // it has been told of, once
  }
}
