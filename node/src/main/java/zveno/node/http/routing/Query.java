package zveno.node.http.routing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.PercentDecoder;
import zveno.node.http.transport.Printable;

/** The parameters of a request to the API: all known, each given once. */
public final class Query {

  private final Map<String, String> values;

  public Query(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads what stands after the question mark.
   *
   * @throws HttpException if there are other names than these, a name twice, or broken encoding
   */
  public static Query of(@Nullable String text, Set<String> known) {
    Map<String, String> values = new LinkedHashMap<>();
    if (text != null) {
      for (String pair : text.split("&", -1)) {
        if (!pair.isEmpty()) {
          add(pair, known, values);
        }
      }
    }
    return new Query(values);
  }

  private static void add(String pair, Set<String> known, Map<String, String> values) {
    int equals = pair.indexOf('=');
    String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
    if (!known.contains(name)) {
      throw HttpException.badRequest(
          "unknown parameter \""
              + Printable.shortened(name)
              + "\";  "
              + (known.isEmpty() ? "none is allowed" : "allowed: " + new TreeSet<>(known)));
    }
    if (values.put(name, value) != null) {
      throw HttpException.badRequest("the parameter \"" + name + "\" is repeated");
    }
  }

  private static String decoded(String text) {
    return PercentDecoder.decode(text, true)
        .orElseThrow(() -> HttpException.badRequest("the query is not percent-encoded UTF-8"));
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number within these bounds, both included. */
  public long number(String name, long otherwise, long least, long most) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    String bound = most == Long.MAX_VALUE ? "from " + least + " on" : least + " to " + most;
    throw HttpException.badRequest("\"" + name + "\" must be a whole number, " + bound);
  }

  /**
   * An address: text as it is, or any JSON, since the tutorial takes any.
   *
   * @param text the parameter for the one
   * @param json the parameter for the other
   * @throws HttpException if not exactly one of them is given, or cannot be read
   */
  public JsonValue party(String text, String json, JsonLimits bounds) {
    if (has(text) == has(json)) {
      throw HttpException.badRequest("give either " + text + ", a text, or " + json + ", any JSON");
    }
    if (has(text)) {
      return JsonValue.ofCanonical(new JsonWriter().string(text(text).orElseThrow()).toBytes());
    }
    try {
      return JsonValue.parse(text(json).orElseThrow().getBytes(StandardCharsets.UTF_8), bounds);
    } catch (DecodeException e) {
      throw HttpException.badRequest(json + " cannot be read: " + e.getMessage());
    }
  }

  /** How many entries a page may have. */
  public int limit() {
    return (int) number("limit", PageSize.USUAL, 1, PageSize.MOST);
  }
}
