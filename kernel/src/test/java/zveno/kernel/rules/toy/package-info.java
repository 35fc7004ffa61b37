/** A rule set for tests that has nothing in common with the tutorial's. */
@NullMarked
package zveno.kernel.rules.toy;

import org.jspecify.annotations.NullMarked;
