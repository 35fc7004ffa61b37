package zveno.node.metrics;

import io.prometheus.metrics.core.metrics.Histogram;

/** How long something has taken, each time. To note it costs well under a microsecond. */
public final class Times {

  private static final double NANOS = 1e9;

  private final Histogram histogram;

  Times(Histogram histogram) {
    this.histogram = histogram;
  }

  /** Notes one of them. */
  public void note(long nanos) {
    histogram.observe(nanos / NANOS);
  }

  /**
   * Notes one of them.
   *
   * @param labels of which there must be few, whatever strangers do
   */
  public void note(long nanos, String... labels) {
    histogram.labelValues(labels).observe(nanos / NANOS);
  }
}
