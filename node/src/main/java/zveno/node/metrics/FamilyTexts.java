package zveno.node.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes families of metrics in one format. To format a family takes longer than to read its
 * numbers, so the text of one whose numbers are the same as last time is used again. For one thread
 * at a time.
 */
final class FamilyTexts {

  /** What ends a page of OpenMetrics, and a family that is written alone. */
  static final byte[] END = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Known(MetricSnapshot family, byte[] text) {}

  /**
   * A histogram as it was written last.
   *
   * @param count its observations
   * @param head how many bytes of the text describe the family
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Lines(long count, byte[] text, int head) {}

  private final ExpositionFormatWriter writer;
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Lines> histograms = new HashMap<>();

  FamilyTexts(ExpositionFormatWriter writer) {
    this.writer = writer;
  }

  /** The media type, with its parameters. */
  String type() {
    return writer.getContentType();
  }

  /** Adds these families to a page, without its end. */
  void write(MetricSnapshots families, ByteArrayOutputStream page) {
    for (MetricSnapshot family : families) {
      if (family instanceof HistogramSnapshot histograms) {
        write(histograms, page);
      } else {
        page.writeBytes(text(family));
      }
    }
  }

  /**
   * One histogram has many lines, and few of a family change between two pages: a histogram of as
   * many observations as before is the same.
   */
  private void write(HistogramSnapshot family, ByteArrayOutputStream page) {
    boolean first = true;
    for (HistogramDataPointSnapshot one : family.getDataPoints()) {
      String key = family.getMetadata().getPrometheusName() + one.getLabels();
      Lines lines = histograms.get(key);
      if (lines == null || lines.count() != one.getCount()) {
        byte[] text = format(new HistogramSnapshot(family.getMetadata(), List.of(one)));
        lines = new Lines(one.getCount(), text, headLength(text));
        histograms.put(key, lines);
      }
      int from = first ? 0 : lines.head();
      page.write(lines.text(), from, lines.text().length - from);
      first = false;
    }
  }

  /** How long the lines are that describe a family, which come first. */
  private static int headLength(byte[] text) {
    int at = 0;
    while (at < text.length && text[at] == '#') {
      while (at < text.length && text[at] != '\n') {
        at++;
      }
      at++;
    }
    return Math.min(at, text.length);
  }

  private byte[] text(MetricSnapshot family) {
    String name = family.getMetadata().getPrometheusName();
    Known last = known.get(name);
    if (last != null && areSame(last.family(), family)) {
      return last.text();
    }
    byte[] text = format(family);
    known.put(name, new Known(family, text));
    return text;
  }

  private byte[] format(MetricSnapshot family) {
    ByteArrayOutputStream alone = new ByteArrayOutputStream();
    try {
      writer.write(alone, MetricSnapshots.of(family));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] text = alone.toByteArray();
    int end = text.length - END.length;
    return end >= 0 && Arrays.equals(text, end, text.length, END, 0, END.length)
        ? Arrays.copyOf(text, end)
        : text;
  }

  /** What is neither a gauge nor a counter counts as different. */
  private static boolean areSame(MetricSnapshot one, @Nullable MetricSnapshot other) {
    if (one instanceof GaugeSnapshot before && other instanceof GaugeSnapshot now) {
      return areSame(before.getDataPoints(), now.getDataPoints(), FamilyTexts::isSameGauge);
    }
    if (one instanceof CounterSnapshot before && other instanceof CounterSnapshot now) {
      return areSame(before.getDataPoints(), now.getDataPoints(), FamilyTexts::isSameCounter);
    }
    return false;
  }

  private static <T> boolean areSame(List<T> before, List<T> now, BiPredicate<T, T> isSame) {
    if (before.size() != now.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!isSame.test(before.get(i), now.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameGauge(GaugeDataPointSnapshot one, GaugeDataPointSnapshot other) {
    return Double.compare(one.getValue(), other.getValue()) == 0
        && one.getLabels().equals(other.getLabels());
  }

  private static boolean isSameCounter(
      CounterDataPointSnapshot one, CounterDataPointSnapshot other) {
    return Double.compare(one.getValue(), other.getValue()) == 0
        && one.getLabels().equals(other.getLabels())
        && one.getCreatedTimestampMillis() == other.getCreatedTimestampMillis();
  }
}
