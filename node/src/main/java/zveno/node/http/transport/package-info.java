/**
 * Connections and bytes of the HTTP server, above Jetty: open connections, request bodies, answers
 * and errors. It knows no route. Start at {@link zveno.node.http.transport.Answer}.
 */
@NullMarked
package zveno.node.http.transport;

import org.jspecify.annotations.NullMarked;
