/**
 * Asks a node over HTTP, for commands that are not the node. Start at {@link
 * zveno.node.client.NodeClient}.
 */
@NullMarked
package zveno.node.client;

import org.jspecify.annotations.NullMarked;
