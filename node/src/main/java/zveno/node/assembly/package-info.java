/** The one place where a node is put together. Start at {@link zveno.node.assembly.Node}. */
@NullMarked
package zveno.node.assembly;

import org.jspecify.annotations.NullMarked;
