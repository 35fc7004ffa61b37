package zveno.node.http.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.PercentDecoder;

/** Finds the route of a request. */
public final class Router {

  /** What was found. */
  public sealed interface Match {

    /**
     * An endpoint answers.
     *
     * @param values what stands in the place of each segment in braces, decoded
     */
    record Found(Route route, Map<String, String> values) implements Match {}

    /** Only other methods are served there. */
    record OtherMethods(String allow) implements Match {}

    /**
     * There is something at the path with single slashes.
     *
     * @param path that one
     */
    record Elsewhere(String path) implements Match {}

    /** There is no such path. */
    record Nothing() implements Match {}
  }

  private record Entry(List<String> segments, Route route) {}

  /** By the number of segments, in the order in which they were given. */
  private final Map<Integer, List<Entry>> entries = new HashMap<>();

  public Router(List<Route> routes) {
    for (Route route : routes) {
      List<String> segments = route.operation().segments();
      entries
          .computeIfAbsent(segments.size(), _ -> new ArrayList<>())
          .add(new Entry(segments, route));
    }
  }

  /**
   * The route that a request means, or what is wrong with it.
   *
   * @param path as it stands in the request line, without the query
   * @throws HttpException if its percent-encoding is broken
   */
  public Match find(String method, String path) {
    Match found = findAsItStands(method, path);
    if (!(found instanceof Match.Nothing)) {
      return found;
    }
    String merged = path.replaceAll("/{2,}", "/");
    return !merged.equals(path) && !(findAsItStands(method, merged) instanceof Match.Nothing)
        ? new Match.Elsewhere(merged)
        : found;
  }

  private Match findAsItStands(String method, String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      segments.add(
          PercentDecoder.decode(segment, false)
              .orElseThrow(
                  () -> HttpException.badRequest("the path is not percent-encoded UTF-8")));
    }
    SortedSet<String> allowed = new TreeSet<>();
    for (Entry entry : entries.getOrDefault(segments.size(), List.of())) {
      Optional<Map<String, String>> values = match(entry.segments(), segments);
      if (values.isPresent()) {
        if (entry.route().operation().serves(method)) {
          return new Match.Found(entry.route(), values.get());
        }
        allow(entry.route().operation(), allowed);
      }
    }
    return allowed.isEmpty()
        ? new Match.Nothing()
        : new Match.OtherMethods(String.join(", ", allowed));
  }

  private static void allow(Operation operation, SortedSet<String> allowed) {
    allowed.add("OPTIONS");
    allowed.add(operation.method());
    if (operation.method().equals("GET")) {
      allowed.add("HEAD");
    }
  }

  /** Of a template with as many segments as the path. */
  private static Optional<Map<String, String>> match(List<String> template, List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      if (!isVariable(template.get(i)) && !template.get(i).equals(path.get(i))) {
        return Optional.empty();
      }
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String wanted = template.get(i);
      if (isVariable(wanted)) {
        values.put(wanted.substring(1, wanted.length() - 1), path.get(i));
      }
    }
    return Optional.of(values);
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
