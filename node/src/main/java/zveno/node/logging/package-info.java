/**
 * How log lines look, for people and for programs. Start at {@link zveno.node.logging.LogSetup}.
 */
@NullMarked
package zveno.node.logging;

import org.jspecify.annotations.NullMarked;
