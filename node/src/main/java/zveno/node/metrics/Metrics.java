package zveno.node.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.storage.errors.StoreException;

/**
 * All metrics of this node, in Prometheus's formats. Most are computed when they are requested;
 * durations are measured as they happen, in {@link Times}. For any thread.
 */
public final class Metrics {

  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

  /** Bytes that a page has, about. */
  private static final int ROOM = 32 << 10;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final MachineMetrics machine = new MachineMetrics(System::nanoTime);
  private final Map<Form, SharedPage<Page>> pages =
      Map.of(
          Form.TEXT, page(Form.TEXT, PrometheusTextFormatWriter.create()),
          Form.OPEN_METRICS, page(Form.OPEN_METRICS, OpenMetricsTextFormatWriter.create()));

  /** How the numbers can be written. */
  public enum Form {
    /** Prometheus's own text format, the default. */
    TEXT("text/plain"),
    /** The text of the OpenMetrics specification. */
    OPEN_METRICS("application/openmetrics-text");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    /** Without parameters, in lower case. */
    public String mediaType() {
      return mediaType;
    }
  }

  /**
   * The numbers at one moment.
   *
   * @param type the media type of the text, with its parameters
   * @param text in UTF-8; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Page(String type, byte[] text) {}

  /** A number that rises and falls. It is left out while the disk does not tell it. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> ifTold(value::getAsDouble, callback::call))
        .register(registry);
  }

  /** One number that cannot be read must not keep back the others: those say what is wrong. */
  private static <T> void ifTold(Supplier<T> value, Consumer<T> use) {
    T read;
    try {
      read = value.get();
    } catch (StoreException e) {
      LOG.debug("a metric is left out: {}", e.getMessage());
      return;
    }
    use.accept(read);
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
            ifTold(
                values::get,
                all -> all.forEach((key, value) -> callback.call(value.doubleValue(), key))))
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
        .callback(callback -> ifTold(value::getAsLong, read -> callback.call((double) read)))
        .register(registry);
  }

  /**
   * Several numbers that only rise as long as the process lives.
   *
   * @param name ends with {@code _total}
   * @param label what tells them apart
   * @param values each by the value of its label, of which there must be few
   */
  public void counters(
      String name, String help, String label, Supplier<? extends Map<String, Long>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            ifTold(
                values::get,
                all -> all.forEach((key, value) -> callback.call(value.doubleValue(), key))))
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
   * All of them, as they are after the call has begun; those of the JVM and the process are at most
   * a second old. Calls that arrive while a page is being made share the next one: it is begun
   * after they have come, and made once for all of them.
   */
  public Page page(Form form) {
    return Objects.requireNonNull(pages.get(form)).next();
  }

  /** One call at a time for each form. */
  private Page collect(Form form, FamilyTexts texts, FamilyTexts ofMachine) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(ROOM);
    text.writeBytes(machine.text(ofMachine));
    texts.write(registry.scrape(), text);
    if (form == Form.OPEN_METRICS) {
      text.writeBytes(FamilyTexts.END);
    }
    return new Page(texts.type(), text.toByteArray());
  }

  private SharedPage<Page> page(Form form, ExpositionFormatWriter writer) {
    FamilyTexts texts = new FamilyTexts(writer);
    FamilyTexts ofMachine = new FamilyTexts(writer);
    return new SharedPage<>(() -> collect(form, texts, ofMachine));
  }
}
