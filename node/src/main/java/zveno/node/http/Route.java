package zveno.node.http;

import java.util.List;
import java.util.Set;

/**
 * One thing that can be asked.
 *
 * @param method the method; HEAD comes with GET, OPTIONS with all
 * @param template the path; a segment in braces stands for any one segment
 * @param query the parameters that it knows; where it ignores all, nothing
 * @param endpoint who answers
 */
record Route(String method, String template, Set<String> query, Endpoint endpoint) {

  static Route get(String template, Endpoint endpoint, String... query) {
    return new Route("GET", template, Set.of(query), endpoint);
  }

  static Route post(String template, Endpoint endpoint, String... query) {
    return new Route("POST", template, Set.of(query), endpoint);
  }

  /** The segments of the template, the first one empty. */
  List<String> segments() {
    return List.of(template.split("/", -1));
  }

  /** Whether it is part of the API, which refuses parameters that it does not know. */
  boolean strict() {
    return template.startsWith(Routes.API);
  }

  /** Whether it serves this method. */
  boolean serves(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
