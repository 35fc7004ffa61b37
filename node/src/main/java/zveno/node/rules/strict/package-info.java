/**
 * How people see, and post, what the strict rules have. Start at {@link
 * zveno.node.rules.strict.StrictViews}.
 */
@NullMarked
package zveno.node.rules.strict;

import org.jspecify.annotations.NullMarked;
