package zveno.node.peerclient;

import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;

/**
 * Interim answers of status 100, 102 and 103, which HTTP allows before the final answer: a few are
 * skipped. Any other counts as the answer, and is invalid.
 */
final class InterimAnswers {

  private static final int MAX = 4;
  private static final String COUNT = InterimAnswers.class.getName();

  private InterimAnswers() {}

  /** Takes away all that the client would do by itself with an answer, but for this. */
  static void only(HttpClient client) {
    client.getProtocolHandlers().clear();
    client.getProtocolHandlers().put(new ContinueProtocolHandler()); // passes over one, by itself
    client
        .getProtocolHandlers()
        .put(
            new ProcessingProtocolHandler() {
              @Override
              public boolean accept(Request request, Response response) {
                return super.accept(request, response) && isFewEnough(request);
              }
            });
    client
        .getProtocolHandlers()
        .put(
            new EarlyHintsProtocolHandler() {
              @Override
              public boolean accept(Request request, Response response) {
                return super.accept(request, response) && isFewEnough(request);
              }
            });
  }

  private static boolean isFewEnough(Request request) {
    int count = request.getAttributes().get(COUNT) instanceof Integer before ? before + 1 : 1;
    request.attribute(COUNT, count);
    return count <= MAX;
  }
}
