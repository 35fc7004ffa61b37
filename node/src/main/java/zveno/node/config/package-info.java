/**
 * Settings: options of commands, and where else their values come from (a file, the environment).
 * Start at {@link zveno.node.config.Settings}.
 */
@NullMarked
package zveno.node.config;

import org.jspecify.annotations.NullMarked;
