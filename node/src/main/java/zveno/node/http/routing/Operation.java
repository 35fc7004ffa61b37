package zveno.node.http.routing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import zveno.node.http.transport.ApiPath;

/**
 * One thing that can be asked, whoever answers: a method and a path, as OpenAPI has it.
 *
 * @param kind what asking for it does
 * @param method the method; HEAD comes with GET, OPTIONS with all
 * @param template the path; a segment in braces stands for any one segment
 * @param query the parameters that it knows; where it ignores all, nothing
 * @param members the members that it knows of the JSON object in its body
 * @param role what a caller has to be allowed; nothing if everybody may ask
 */
public record Operation(
    Kind kind,
    String method,
    String template,
    Set<String> query,
    Set<String> members,
    Optional<Role> role) {

  /** What asking for something does, which decides who may ask. */
  public enum Kind {

    /** A page or a file of one: the same for everyone, and public. */
    PAGE,

    /** Changes nothing. */
    READ,

    /** Changes something, or has the node do work: for those who know the token, if it has one. */
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

  /** Of a kind, without members, for who usually may. */
  static Operation of(Kind kind, String method, String template, String... query) {
    return new Operation(kind, method, template, Set.of(query), Set.of(), kind.usualRole());
  }

  /** The same, for a body with these members; they are refused if they are others. */
  Operation taking(String... names) {
    return new Operation(kind, method, template, query, Set.of(names), role);
  }

  /** The same, for callers with this role. */
  Operation needing(Role wanted) {
    return new Operation(kind, method, template, query, members, Optional.of(wanted));
  }

  /** The same, for everybody. */
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
