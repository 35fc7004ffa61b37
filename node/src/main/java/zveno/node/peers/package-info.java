/**
 * The peers: how an address is read, which ones may be called, and the book that remembers them.
 * Start at {@link zveno.node.peers.RegisteredPeers}.
 */
@NullMarked
package zveno.node.peers;

import org.jspecify.annotations.NullMarked;
