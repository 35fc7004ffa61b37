/**
 * Peers that a node follows by itself: it hears of new blocks and waiting transactions from them,
 * fetches what it lacks, and shows them what they lack. Start at {@link
 * zveno.node.follow.PeerManager}; what is said is described in {@code docs/protocol.md}.
 */
@NullMarked
package zveno.node.follow;

import org.jspecify.annotations.NullMarked;
