/**
 * A network of node processes on this machine, for demonstrations and experiments. Start at {@link
 * zveno.node.devnet.Devnet}.
 */
@NullMarked
package zveno.node.devnet;

import org.jspecify.annotations.NullMarked;
