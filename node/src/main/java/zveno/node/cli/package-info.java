/**
 * The commands, and the one place where a node is put together. Start at {@link
 * zveno.node.cli.Main}; the parts and their peers are listed in {@link zveno.node.cli.Node}.
 */
@NullMarked
package zveno.node.cli;

import org.jspecify.annotations.NullMarked;
