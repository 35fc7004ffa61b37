package zveno.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is put together of texts from before is what the library writes at once. */
class FamilyTextsTest {

  private static final long SEED = 20_261_201;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Gauge gauge =
      Gauge.builder().name("depth").help("A \\ and\na line.").labelNames("of").register(registry);
  private final Counter counter =
      Counter.builder().name("seen_total").help("Seen.").labelNames("what").register(registry);
  private final Histogram histogram =
      Histogram.builder()
          .name("took_seconds")
          .help("Took.")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(0.1, 1, 10)
          .labelNames("route", "status")
          .register(registry);
  private final Histogram single =
      Histogram.builder().name("alone").classicOnly().classicUpperBounds(1).register(registry);
  private final Summary summary =
      Summary.builder().name("paused").help("Paused.").labelNames("gc").register(registry);

  private static String whole(ExpositionFormatWriter writer, PrometheusRegistry registry)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8);
  }

  private static String inParts(FamilyTexts texts, PrometheusRegistry registry, String end) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    texts.write(registry.scrape(), text);
    return text.toString(StandardCharsets.UTF_8) + end;
  }

  private void change(Random random) {
    String which = Integer.toString(random.nextInt(4));
    switch (random.nextInt(6)) {
      case 0 -> gauge.labelValues(which).set(random.nextInt(3));
      case 1 -> counter.labelValues(which + "\"\\").inc(random.nextInt(2));
      case 2 -> histogram.labelValues("/" + which, "2xx").observe(random.nextInt(20));
      case 3 -> single.observe(random.nextDouble() * 2);
      case 4 -> summary.labelValues(which).observe(1);
      default -> gauge.remove(which);
    }
  }

  @Test
  void theyAreTheLibrarysToTheByteHoweverTheyChange() throws Exception {
    Info.builder().name("build").labelNames("version").register(registry).setLabelValues("1");
    Random random = new Random(SEED);
    ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();
    FamilyTexts plainTexts = new FamilyTexts(plain);
    FamilyTexts openTexts = new FamilyTexts(open);
    for (int i = 0; i < 500; i++) {
      for (int n = random.nextInt(3); n > 0; n--) {
        change(random);
      }
      assertThat(inParts(plainTexts, registry, ""))
          .as("seed %d", SEED)
          .isEqualTo(whole(plain, registry));
      assertThat(inParts(openTexts, registry, "# EOF\n")).isEqualTo(whole(open, registry));
    }
  }
}
