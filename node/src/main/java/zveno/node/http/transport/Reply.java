package zveno.node.http.transport;

/** What a request leads to: an answer, or one that is still to come. */
public sealed interface Reply permits Answer, LaterAnswer {}
