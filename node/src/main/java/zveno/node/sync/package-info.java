/**
 * Fetches what peers have and we do not. Start at {@link zveno.node.sync.BlockSync}, which fetches
 * new blocks from our own kind, and {@link zveno.node.sync.Resolver}, the tutorial's way: it asks
 * every peer for its whole chain, and keeps the one with the most work.
 */
@NullMarked
package zveno.node.sync;

import org.jspecify.annotations.NullMarked;
