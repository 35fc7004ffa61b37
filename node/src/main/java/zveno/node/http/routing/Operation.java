package zveno.node.http.routing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import zveno.node.http.transport.ApiPath;

/**
 * One operation of the API, as in OpenAPI: a method and a path.
 *
 * @param kind its effect
 * @param method the method; HEAD comes with GET, OPTIONS with all
 * @param template the path; a segment in braces matches any one segment
 * @param query the parameters that it knows; where it ignores all, nothing
 * @param members the members that it knows of the JSON object in its body
 * @param role the role that a caller needs; empty if none
 */
public record Operation(
    Kind kind,
    String method,
    String template,
    Set<String> query,
    Set<String> members,
    Optional<Role> role) {

  /** The effect of an operation, which decides the checks for callers. */
  public enum Kind {

    /** A page or a file of one: the same for everyone, and public. */
    PAGE,

    /** Changes nothing. */
    READ,

    /** Changes something, or makes the node do work: needs the token, if the node has one. */
    ACT;

    public boolean acts() {
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

  /** An operation of this kind, without members, with the kind's usual role. */
  static Operation of(Kind kind, String method, String template, String... query) {
    return new Operation(kind, method, template, Set.of(query), Set.of(), kind.usualRole());
  }

  /** This operation with a body that may have only these members. */
  Operation taking(String... names) {
    return new Operation(kind, method, template, query, Set.of(names), role);
  }

  /** This one, for callers with this role. */
  Operation needing(Role wanted) {
    return new Operation(kind, method, template, query, members, Optional.of(wanted));
  }

  /** This one, for all callers. */
  Operation open() {
    return new Operation(kind, method, template, query, members, Optional.empty());
  }

  /** The segments of the template, the first one empty. */
  public List<String> segments() {
    return List.of(template.split("/", -1));
  }

  /** Whether it is part of the API, which refuses parameters and members that it does not know. */
  public boolean strict() {
    return ApiPath.contains(template);
  }

  /** Whether it serves this method. */
  boolean serves(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }
}
