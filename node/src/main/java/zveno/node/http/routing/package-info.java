/**
 * Finds out what a request asks for, and gives it to the endpoint that answers it. Start at {@link
 * zveno.node.http.routing.Route}.
 */
@NullMarked
package zveno.node.http.routing;

import org.jspecify.annotations.NullMarked;
