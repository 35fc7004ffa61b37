/**
 * Who may spend: addresses, the form of keys and signatures, and the port behind which a library
 * verifies them. Start at {@link zveno.kernel.rules.strict.keys.Address}; what is asked of a
 * signature before a library sees it is in {@link zveno.kernel.rules.strict.keys.Ed25519}.
 */
@NullMarked
package zveno.kernel.rules.strict.keys;

import org.jspecify.annotations.NullMarked;
