package zveno.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.rules.RuleSets;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.rules.Posted;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;

/**
 * Reads a transaction as a node does and answers like one, but has no chain and keeps nothing: what
 * HTTP alone costs.
 */
final class NoChain {

  private static final byte[] TAKEN =
      "{\"message\": \"Transaction will be added to Block 2\"}".getBytes(StandardCharsets.US_ASCII);

  private final RuleViews views = RuleViewsProvider.viewsOf(RuleSets.of(Map.of()));
  private final HttpLimits limits;

  NoChain(HttpLimits limits) {
    this.limits = limits;
  }

  Answer post(Exchange exchange) {
    byte[] body = exchange.jsonBody();
    return switch (views.posted(body, limits.json(), json -> Optional.empty())) {
      case Posted.Good good -> Answer.json(201, TAKEN);
      case Posted.MissingValues missing -> Answer.html(400, "Missing values");
      case Posted.Bad bad -> throw HttpException.badRequest(bad.why());
    };
  }
}
