package zveno.node.http.routing;

import java.util.function.UnaryOperator;

/**
 * An operation and its endpoint.
 *
 * @param operation what the endpoint serves
 * @param endpoint answers the requests
 */
public record Route(Operation operation, Endpoint endpoint) {

  public static Route page(String template, Endpoint endpoint) {
    return new Route(Operation.of(Operation.Kind.PAGE, "GET", template), endpoint);
  }

  public static Route get(String template, Endpoint endpoint, String... query) {
    return new Route(Operation.of(Operation.Kind.READ, "GET", template, query), endpoint);
  }

  public static Route post(String template, Endpoint endpoint, String... query) {
    return new Route(Operation.of(Operation.Kind.ACT, "POST", template, query), endpoint);
  }

  public static Route delete(String template, Endpoint endpoint, String... query) {
    return new Route(Operation.of(Operation.Kind.ACT, "DELETE", template, query), endpoint);
  }

  /** A GET that acts, as two of the tutorial's do. */
  public static Route actingGet(String template, Endpoint endpoint) {
    return new Route(Operation.of(Operation.Kind.ACT, "GET", template), endpoint);
  }

  /** This route with a body that has these members; see {@link Exchange#members()}. */
  public Route taking(String... names) {
    return with(known -> known.taking(names));
  }

  /** This one, for callers with this role. */
  public Route needing(Role wanted) {
    return with(known -> known.needing(wanted));
  }

  /** This one, for all callers. */
  public Route open() {
    return with(Operation::open);
  }

  private Route with(UnaryOperator<Operation> change) {
    return new Route(change.apply(operation), endpoint);
  }

  /** Its path, as a template; see {@link Operation#template()}. */
  public String template() {
    return operation.template();
  }
}
