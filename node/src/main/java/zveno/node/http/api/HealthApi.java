package zveno.node.http.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import zveno.node.http.routing.AcceptHeader;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.metrics.Metrics;

/** {@code /livez}, {@code /readyz} and {@code /metrics}: for monitoring. */
final class HealthApi {

  private final Readiness readiness;
  private final Metrics metrics;

  HealthApi(ApiContext parts) {
    this.readiness = parts.readiness();
    this.metrics = parts.metrics();
  }

  /** That it can be said is all that there is to say. */
  Answer alive(Exchange exchange) {
    return text(200, Answer.TEXT, "alive\n");
  }

  Answer ready(Exchange exchange) {
    List<String> obstacles = readiness.obstacles();
    return obstacles.isEmpty()
        ? text(200, Answer.TEXT, "ready\n")
        : text(503, Answer.TEXT, "not ready: " + String.join("\nnot ready: ", obstacles) + "\n");
  }

  private static Answer text(int status, String type, String text) {
    return Answer.of(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  Answer metrics(Exchange exchange) {
    Metrics.Page page = metrics.page(form(exchange.fields(HttpHeader.ACCEPT.asString())));
    return Answer.of(200, page.type(), page.text());
  }

  /** What the reader likes best; text, if that is nothing that we can write. */
  private static Metrics.Form form(List<String> accept) {
    List<Metrics.Form> forms = List.of(Metrics.Form.values());
    return AcceptHeader.best(accept, forms, Metrics.Form::mediaType).orElse(Metrics.Form.TEXT);
  }
}
