package zveno.node.http;

/** Answers one kind of request. */
@FunctionalInterface
interface Endpoint {

  /**
   * Works the answer out.
   *
   * @throws Refusal if the request cannot be served; the client is told why
   */
  Answer answer(Exchange exchange) throws InterruptedException;
}
