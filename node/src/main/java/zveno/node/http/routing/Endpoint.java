package zveno.node.http.routing;

import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Works the answer out.
   *
   * @throws HttpException if the request cannot be served; the client is told why
   */
  Answer answer(Exchange exchange) throws InterruptedException;
}
