/**
 * The command that begins a network with strict rules. Start at {@link
 * zveno.node.rules.strict.genesis.GenesisCommand}.
 */
@NullMarked
package zveno.node.rules.strict.genesis;

import org.jspecify.annotations.NullMarked;
