/**
 * Connections and bytes of the HTTP server, above Jetty: who is connected, how a body is read, how
 * an answer is written, and what may go wrong. It knows no route. Start at {@link
 * zveno.node.http.transport.Answer}.
 */
@NullMarked
package zveno.node.http.transport;

import org.jspecify.annotations.NullMarked;
