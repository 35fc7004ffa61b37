/**
 * What blocks make of each other, key by key: the accounts of a chain, say. Keys and values are
 * bytes that only a rule set can read. A rule set reads a {@link zveno.kernel.state.StateView},
 * writes into a {@link zveno.kernel.state.StateDraft}, and returns its {@link
 * zveno.kernel.state.StateChanges}; where they are stored, {@link
 * zveno.kernel.chain.ChainView#state} says.
 */
@NullMarked
package zveno.kernel.state;

import org.jspecify.annotations.NullMarked;
