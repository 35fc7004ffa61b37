/**
 * The node's own page: its modules, style sheets and texts, as files that can be served. What is in
 * them is in the resources of this package. Start at {@link zveno.node.explorer.Explorer}.
 */
@NullMarked
package zveno.node.explorer;

import org.jspecify.annotations.NullMarked;
