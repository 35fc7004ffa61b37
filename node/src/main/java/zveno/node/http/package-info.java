/**
 * The node's HTTP server. Start at {@link zveno.node.http.RequestHandler}, through which every
 * request comes in and every answer goes out: a {@link zveno.node.http.routing.Router} finds the
 * {@link zveno.node.http.routing.Endpoint}, which returns an {@link
 * zveno.node.http.transport.Answer}.
 */
@NullMarked
package zveno.node.http;

import org.jspecify.annotations.NullMarked;
