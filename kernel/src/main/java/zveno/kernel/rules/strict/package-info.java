/**
 * The strict rules, version 1. First as pure pieces: what a transaction, a reward, a block and a
 * genesis are to the byte, and what makes them right by themselves, in their place and on the
 * accounts. A refusal is a value with a reason ({@link zveno.kernel.rules.strict.StrictReason});
 * only what is read from bytes throws. Then put together as a rule set. Start at {@link
 * zveno.kernel.rules.strict.StrictRules}; the checks are in {@link
 * zveno.kernel.rules.strict.StrictChecks}.
 */
@NullMarked
package zveno.kernel.rules.strict;

import org.jspecify.annotations.NullMarked;
