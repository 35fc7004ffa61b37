package zveno.node.http.routing;

import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.Reply;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Computes the answer, or begins what it depends on.
   *
   * @throws HttpException if the request cannot be served; its message is sent to the client
   */
  Reply answer(Exchange exchange) throws InterruptedException;
}
