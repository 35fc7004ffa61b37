/**
 * The commands that fetch receipts and check them offline. Start at {@link
 * zveno.node.rules.strict.receipts.CheckCommand}.
 */
@NullMarked
package zveno.node.rules.strict.receipts;

import org.jspecify.annotations.NullMarked;
