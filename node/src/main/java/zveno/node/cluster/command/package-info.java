/** The command {@code zveno cluster}. */
@NullMarked
package zveno.node.cluster.command;

import org.jspecify.annotations.NullMarked;
