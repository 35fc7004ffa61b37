package zveno.node.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import zveno.node.metrics.Metrics;

/** {@code /livez}, {@code /readyz} and {@code /metrics}: for whoever watches over many nodes. */
final class WatchApi {

  private final Readiness readiness;
  private final Metrics metrics;

  WatchApi(HttpParts parts) {
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
    return text(200, page.type(), page.text());
  }

  /** What the reader likes best; text, if that is nothing that we can write. */
  private static Metrics.Form form(List<String> accept) {
    List<Metrics.Form> forms = List.of(Metrics.Form.values());
    return Accepted.best(accept, forms, Metrics.Form::mediaType).orElse(Metrics.Form.TEXT);
  }
}
