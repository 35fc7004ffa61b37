/**
 * The node's face: the tutorial's calls, the API beside them, and the pages that show it. Start at
 * {@link zveno.node.http.Routes}, which lists everything that can be asked; a request goes from
 * {@link zveno.node.http.FrontDoor} by the {@link zveno.node.http.Router} to an {@link
 * zveno.node.http.Endpoint}, which returns an {@link zveno.node.http.Answer}.
 */
@NullMarked
package zveno.node.http;

import org.jspecify.annotations.NullMarked;
