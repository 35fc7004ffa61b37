package zveno.node.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of the JVM and its process. To read them takes longer than all others, so that is
 * done once a second at most. For any thread.
 */
final class MachineMetrics {

  /** So old the numbers may be. */
  static final Duration MAX_AGE = Duration.ofSeconds(1);

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Sample(long nanos, byte[] text) {}

  private final LongSupplier nanos;
  private final Map<FamilyTexts, Sample> samples = new HashMap<>();

  /** They are slow to set up, so they are created at the first request. */
  private @Nullable PrometheusRegistry registry;

  /**
   * @param nanos a clock that goes evenly, in nanoseconds
   */
  MachineMetrics(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Their text, at most {@link #MAX_AGE} old.
   *
   * @param texts of the form that is asked for; always the same for each form
   */
  synchronized byte[] text(FamilyTexts texts) {
    long now = nanos.getAsLong();
    Sample last = samples.get(texts);
    if (last == null || now - last.nanos() > MAX_AGE.toNanos()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      texts.write(registry().scrape(), text);
      last = new Sample(now, text.toByteArray());
      samples.put(texts, last);
    }
    return last.text();
  }

  private PrometheusRegistry registry() {
    PrometheusRegistry all = registry;
    if (all == null) {
      all = new PrometheusRegistry();
      JvmMetrics.builder().register(all);
      registry = all;
    }
    return all;
  }
}
