package zveno.node.http.api;

import zveno.node.http.routing.Endpoint;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.HttpException;
import zveno.node.service.ChainService;

/**
 * Reads that can be asked, by {@code ?consistent=true}, to show all that any member of the node's
 * cluster had acknowledged before. A single node always does.
 */
final class ConsistentReads {

  /** The parameter. */
  static final String NAME = "consistent";

  private final ChainService service;

  ConsistentReads(ChainService service) {
    this.service = service;
  }

  /** A route that reads. */
  Route get(String template, Endpoint endpoint, String... query) {
    String[] all = new String[query.length + 1];
    System.arraycopy(query, 0, all, 0, query.length);
    all[query.length] = NAME;
    return Route.get(
        template,
        exchange -> {
          if (isWanted(exchange)) {
            service.awaitCurrent();
          }
          return endpoint.answer(exchange);
        },
        all);
  }

  private static boolean isWanted(Exchange exchange) {
    String text = exchange.query().text(NAME).orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw HttpException.badRequest("\"consistent\" must be true or false");
    };
  }
}
