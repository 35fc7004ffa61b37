/** The commands. Start at {@link zveno.node.cli.Main}. */
@NullMarked
package zveno.node.cli;

import org.jspecify.annotations.NullMarked;
