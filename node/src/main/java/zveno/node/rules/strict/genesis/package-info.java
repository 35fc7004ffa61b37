/**
 * What begins a network with strict rules: the command, and networks for demonstrations. Start at
 * {@link zveno.node.rules.strict.genesis.GenesisCommand}.
 */
@NullMarked
package zveno.node.rules.strict.genesis;

import org.jspecify.annotations.NullMarked;
