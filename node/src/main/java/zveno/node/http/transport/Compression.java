package zveno.node.http.transport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which answers are compressed, and for which requests. Source: RFC 9110, sections 8.4 and 12.5.3.
 * Only long answers of text are; event streams never are, since what waits for a compressor is
 * late.
 */
public final class Compression {

  /** The head and the work cost more than shorter ones save. */
  private static final int MIN_BYTES = 1_024;

  private static final String GZIP = "gzip";
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private static final Set<String> TYPES =
      Set.of(
          "application/json",
          "application/x-ndjson",
          "application/yaml",
          "application/openmetrics-text",
          "image/svg+xml");

  private static final Pattern WEIGHTED =
      Pattern.compile("([!#$%&'*+.^_`|~0-9a-z-]+)(?:\\s*;\\s*q=([01](?:\\.[0-9]{0,3})?))?");

  private Compression() {}

  /**
   * The answer as it goes to this client: with its coding, if it is to be compressed, and with what
   * caches have to know if it might have been.
   *
   * @param accepted all that was said in {@code Accept-Encoding}
   */
  public static Answer of(Answer answer, List<String> accepted) {
    if (isIn(answer) || !isText(answer.type())) {
      return answer;
    }
    if (answer.status() == NOT_MODIFIED) {
      return varying(answer);
    }
    if (answer.status() != OK || answer.length().orElse(MIN_BYTES) < MIN_BYTES) {
      return answer;
    }
    Answer varying = varying(answer);
    return takesGzip(accepted)
        ? new Answer(
            answer.status(),
            answer.type(),
            varying.with("Content-Encoding", GZIP).fields(),
            OptionalLong.empty(),
            answer.source())
        : varying;
  }

  /**
   * A body that is sent again and again, in both forms: it is compressed once.
   *
   * @param zipped as a gzip stream; empty if it is never compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Prepared(String type, byte[] plain, byte[] zipped) {

    /** Compresses, if a body of this type and length is. */
    public static Prepared of(String type, byte[] plain) {
      boolean packs = isText(type) && plain.length >= MIN_BYTES;
      return new Prepared(type, plain, packs ? Gzip.whole(plain) : new byte[0]);
    }

    /**
     * The answer to a client.
     *
     * @param accepted all that was said in {@code Accept-Encoding}
     */
    public Answer answer(List<String> accepted) {
      return zipped.length > 0 && takesGzip(accepted)
          ? Answer.of(OK, type, zipped)
              .with("Content-Encoding", GZIP)
              .with("Vary", "Accept-Encoding")
          : Answer.of(OK, type, plain);
    }
  }

  /** Whether an answer goes out compressed. */
  public static boolean isIn(Answer answer) {
    return answer.fields().containsKey("Content-Encoding");
  }

  private static boolean isText(String contentType) {
    String type = MediaType.of(contentType);
    return TYPES.contains(type) || (type.startsWith("text/") && !type.equals(Answer.EVENT_STREAM));
  }

  /** Content in two codings is equal only weakly. */
  private static Answer varying(Answer answer) {
    Map<String, String> fields = new LinkedHashMap<>(answer.fields());
    fields.merge("Vary", "Accept-Encoding", (before, more) -> before + ", " + more);
    fields.computeIfPresent("ETag", (name, tag) -> tag.startsWith("W/") ? tag : "W/" + tag);
    return new Answer(answer.status(), answer.type(), fields, answer.length(), answer.source());
  }

  /** Whether gzip is wanted at least as much as no coding at all. */
  public static boolean takesGzip(List<String> accepted) {
    if (accepted.isEmpty()) {
      return false;
    }
    double gzip = -1;
    double identity = -1;
    double others = -1;
    for (String part : String.join(",", accepted).toLowerCase(Locale.ROOT).split(",", -1)) {
      Matcher matcher = WEIGHTED.matcher(part.strip());
      if (matcher.matches()) {
        double weight = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
        switch (matcher.group(1)) {
          case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
          case "identity" -> identity = weight;
          case "*" -> others = weight;
          default -> {} // another coding, which we do not have
        }
      }
    }
    double wanted = gzip < 0 ? others : gzip;
    return wanted > 0 && wanted >= identity;
  }
}
