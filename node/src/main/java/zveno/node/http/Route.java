package zveno.node.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that can be asked.
 *
 * @param kind what asking for it does
 * @param method the method; HEAD comes with GET, OPTIONS with all
 * @param template the path; a segment in braces stands for any one segment
 * @param query the parameters that it knows; where it ignores all, nothing
 * @param members the members that it knows of the JSON object in its body
 * @param role what a caller has to be allowed; nothing if everybody may ask
 * @param endpoint who answers
 */
record Route(
    Kind kind,
    String method,
    String template,
    Set<String> query,
    Set<String> members,
    Optional<Role> role,
    Endpoint endpoint) {

  private Route(Kind kind, String method, String template, Set<String> query, Endpoint endpoint) {
    this(kind, method, template, query, Set.of(), kind.usualRole(), endpoint);
  }

  /** What asking for something does, which decides who may ask. */
  enum Kind {

    /** A page or a file of one: the same for everyone, and public. */
    PAGE,

    /** Changes nothing. */
    READ,

    /** Changes something, or has the node do work: for those who know the token, if it has one. */
    ACT;

    boolean acts() {
      return this == ACT;
    }

    /** What is least harmful if a route says nothing else. */
    private Optional<Role> usualRole() {
      return switch (this) {
        case PAGE -> Optional.empty();
        case READ -> Optional.of(Role.READ);
        case ACT -> Optional.of(Role.ADMINISTER);
      };
    }
  }

  static Route page(String template, Endpoint endpoint) {
    return new Route(Kind.PAGE, "GET", template, Set.of(), endpoint);
  }

  static Route get(String template, Endpoint endpoint, String... query) {
    return new Route(Kind.READ, "GET", template, Set.of(query), endpoint);
  }

  static Route post(String template, Endpoint endpoint, String... query) {
    return new Route(Kind.ACT, "POST", template, Set.of(query), endpoint);
  }

  static Route delete(String template, Endpoint endpoint, String... query) {
    return new Route(Kind.ACT, "DELETE", template, Set.of(query), endpoint);
  }

  /** A GET that acts, as two of the tutorial's do. */
  static Route actingGet(String template, Endpoint endpoint) {
    return new Route(Kind.ACT, "GET", template, Set.of(), endpoint);
  }

  /** The same, for a body with these members; see {@link Exchange#members()}. */
  Route taking(String... names) {
    return new Route(kind, method, template, query, Set.of(names), role, endpoint);
  }

  /** The same, for callers with this role. */
  Route needing(Role wanted) {
    return new Route(kind, method, template, query, members, Optional.of(wanted), endpoint);
  }

  /** The same, for everybody. */
  Route open() {
    return new Route(kind, method, template, query, members, Optional.empty(), endpoint);
  }

  /** The segments of the template, the first one empty. */
  List<String> segments() {
    return List.of(template.split("/", -1));
  }

  /** Whether it is part of the API, which refuses parameters and members that it does not know. */
  boolean strict() {
    return template.startsWith(Routes.API);
  }

  /** Whether it serves this method. */
  boolean serves(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
