package zveno.node.http;

import java.nio.charset.StandardCharsets;
import zveno.node.http.TransactionReader.Posted;

/** Answers posts like a node, and forgets them. */
final class NoChain {

  private static final byte[] TAKEN =
      "{\"message\": \"Transaction will be added to Block 2\"}".getBytes(StandardCharsets.US_ASCII);

  private final HttpLimits limits;

  NoChain(HttpSettings settings) {
    this.limits = settings.limits();
  }

  Answer post(Exchange exchange) {
    byte[] body = exchange.jsonBody();
    return switch (TransactionReader.read(body, TransactionReader.limits(limits.bodyBytes()))) {
      case Posted.Good good -> Answer.json(201, TAKEN);
      case Posted.MissingValues missing -> Answer.html(400, "Missing values");
      case Posted.Bad bad -> throw Refusal.badRequest(bad.why());
    };
  }
}
