/**
 * A net of node processes on this machine, for whoever wants to watch or try one. Start at {@link
 * zveno.node.devnet.Devnet}.
 */
@NullMarked
package zveno.node.devnet;

import org.jspecify.annotations.NullMarked;
