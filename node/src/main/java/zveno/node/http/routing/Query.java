package zveno.node.http.routing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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
              + "\"; "
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

  /** How many entries a page may have. */
  public int limit() {
    return (int) number("limit", PageSize.USUAL, 1, PageSize.MAX);
  }
}
