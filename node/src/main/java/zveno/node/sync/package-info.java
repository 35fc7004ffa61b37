/**
 * Talking to neighbours. For now the tutorial's way: ask each for its whole chain, and keep the
 * longest that is right. Start at {@link zveno.node.sync.Resolver}.
 */
@NullMarked
package zveno.node.sync;

import org.jspecify.annotations.NullMarked;
