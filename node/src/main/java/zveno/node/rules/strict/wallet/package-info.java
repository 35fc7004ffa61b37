/**
 * The commands of people with keys: {@code zveno wallet} and {@code zveno record}. Start at {@link
 * zveno.node.rules.strict.wallet.WalletCommand}; how a transaction is made is in {@link
 * zveno.node.rules.strict.wallet.Draft}, how it is sent in {@link
 * zveno.node.rules.strict.wallet.Delivery}.
 */
@NullMarked
package zveno.node.rules.strict.wallet;

import org.jspecify.annotations.NullMarked;
