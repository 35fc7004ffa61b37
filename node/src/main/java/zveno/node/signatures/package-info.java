/**
 * Signs for the strict rules, and verifies: which library does, that it does so rightly, on all
 * processors, and each once. Start at {@link zveno.node.signatures.NodeVerifier}. Nothing of this
 * is loaded under rules without signatures.
 */
@NullMarked
package zveno.node.signatures;

import org.jspecify.annotations.NullMarked;
