/**
 * The endpoints: the tutorial's calls, the API beside them, what nodes ask each other, and the
 * pages. Start at {@link zveno.node.http.api.Routes}, which lists everything that can be asked.
 */
@NullMarked
package zveno.node.http.api;

import org.jspecify.annotations.NullMarked;
