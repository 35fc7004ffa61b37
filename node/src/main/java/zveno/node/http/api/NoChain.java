package zveno.node.http.api;

import java.nio.charset.StandardCharsets;
import zveno.node.http.api.TransactionReader.Posted;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;

/** Answers posts like a node, and forgets them. */
public final class NoChain {

  private static final byte[] TAKEN =
      "{\"message\": \"Transaction will be added to Block 2\"}".getBytes(StandardCharsets.US_ASCII);

  private final HttpLimits limits;

  public NoChain(HttpLimits limits) {
    this.limits = limits;
  }

  public Answer post(Exchange exchange) {
    byte[] body = exchange.jsonBody();
    return switch (TransactionReader.read(body, limits.json())) {
      case Posted.Good good -> Answer.json(201, TAKEN);
      case Posted.MissingValues missing -> Answer.html(400, "Missing values");
      case Posted.Bad bad -> throw HttpException.badRequest(bad.why());
    };
  }
}
