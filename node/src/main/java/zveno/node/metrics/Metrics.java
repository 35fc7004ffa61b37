package zveno.node.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All numbers of this node, in Prometheus's formats. Most are asked for only when somebody wants to
 * see them; what has to be measured as it happens goes into {@link Times}. For any thread.
 */
public final class Metrics {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();

  /** Those of the JVM take their time to be set up, so that is left to the first who asks. */
  private final AtomicBoolean jvm = new AtomicBoolean();

  /**
   * The numbers at one moment.
   *
   * @param type the media type of the text
   */
  public record Page(String type, String text) {}

  /** A number that rises and falls. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /**
   * Several numbers that rise and fall.
   *
   * @param label what tells them apart
   * @param values each by the value of its label, of which there must be few
   */
  public void gauges(
      String name,
      String help,
      String label,
      Supplier<? extends Map<String, ? extends Number>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            values.get().forEach((key, value) -> callback.call(value.doubleValue(), key)))
        .register(registry);
  }

  /**
   * A number that only rises as long as the process lives.
   *
   * @param name ends with {@code _total}
   */
  public void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /** Words that stay as they are. */
  void info(String name, String help, Map<String, String> words) {
    Info.builder()
        .name(name)
        .help(help)
        .labelNames(words.keySet().toArray(String[]::new))
        .register(registry)
        .setLabelValues(words.values().toArray(String[]::new));
  }

  /**
   * How long something takes.
   *
   * @param name ends with {@code _seconds}
   * @param bounds up to how many seconds there is a bucket
   * @param labels what tells several of them apart
   */
  public Times times(String name, String help, double[] bounds, String... labels) {
    return new Times(
        Histogram.builder()
            .name(name)
            .help(help)
            .unit(Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(bounds)
            .labelNames(labels)
            .register(registry));
  }

  /**
   * All of them.
   *
   * @param accept what the reader says that it understands, the header field {@code Accept}; empty
   *     if it says nothing
   */
  public Page page(String accept) {
    if (jvm.compareAndSet(false, true)) {
      JvmMetrics.builder().register(registry);
    }
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Page(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }
}
