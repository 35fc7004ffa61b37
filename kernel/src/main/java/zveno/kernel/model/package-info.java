/**
 * What all rule sets share: identities, transactions, and a block as far as the chain needs it.
 * Nothing here can be changed once made. Start at {@link zveno.kernel.model.Block}.
 */
@NullMarked
package zveno.kernel.model;

import org.jspecify.annotations.NullMarked;
