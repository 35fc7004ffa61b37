package zveno.node.http.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.http.QuotedQualityCSV;
import zveno.node.http.transport.MediaType;

/**
 * What a client accepts of what there is to offer, by {@code Accept} (RFC 9110, section 12.5.1).
 */
public final class AcceptHeader {

  /**
   * How much a client likes a media type.
   *
   * @param specific 2 if it names the type, 1 for {@code type/*}, 0 for {@code *}{@code /*}
   * @param weight its weight (q), 0 if it is not acceptable, up to 1
   */
  private record Liking(int specific, double weight) {

    private static final Comparator<Liking> ORDER =
        Comparator.comparingDouble(Liking::weight).thenComparingInt(Liking::specific);
  }

  private AcceptHeader() {}

  /**
   * The offer that is liked best; of those liked alike the first. A client that says nothing, or
   * nothing that can be read, likes all of them. The parameters of media types are ignored.
   *
   * @param accept the field's values, one for each time that it is there
   * @param mediaType of an offer, without parameters, in lower case
   * @return nothing if the client wants none of the offers
   */
  public static <T> Optional<T> best(
      List<String> accept, List<T> offers, Function<T, String> mediaType) {
    List<QuotedQualityCSV.QualityValue> ranges = ranges(accept);
    if (ranges.isEmpty()) {
      return offers.stream().findFirst();
    }
    Comparator<T> order =
        Comparator.comparing(offer -> liking(mediaType.apply(offer), ranges), Liking.ORDER);
    return offers.stream()
        .filter(offer -> liking(mediaType.apply(offer), ranges).weight() > 0)
        .reduce((one, other) -> order.compare(other, one) > 0 ? other : one);
  }

  private static List<QuotedQualityCSV.QualityValue> ranges(List<String> accept) {
    try {
      QuotedQualityCSV values = new QuotedQualityCSV();
      accept.forEach(values::addValue);
      return values.getQualityValues();
    } catch (IllegalArgumentException e) { // a quote without an end
      return List.of();
    }
  }

  /** The range that names the type most closely decides; of those that do so alike, the best. */
  private static Liking liking(String mediaType, List<QuotedQualityCSV.QualityValue> ranges) {
    String family = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    List<String> wider = List.of("*/*", family, mediaType);
    return ranges.stream()
        .flatMap(range -> {
          int specific = wider.indexOf(MediaType.of(range.getValue()));
          return specific < 0 ? Stream.empty() : Stream.of(new Liking(specific, range.getWeight()));
        })
        .max(Comparator.comparingInt(Liking::specific).thenComparingDouble(Liking::weight))
        .orElse(new Liking(0, 0));
  }
}
