package zveno.node.http.routing;

import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Computes the answer.
   *
   * @throws HttpException if the request cannot be served; its message is sent to the client
   */
  Answer answer(Exchange exchange) throws InterruptedException;
}
