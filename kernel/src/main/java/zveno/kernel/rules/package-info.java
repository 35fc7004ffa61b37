/**
 * The contract of a rule set: what makes a block right, what it weighs, and how the next one is
 * made. Rules keep no state, start no thread and own no clock; what they need arrives as an
 * argument, and they report what is wrong without deciding what to do about it. Start at {@link
 * zveno.kernel.rules.RuleSet}.
 */
@NullMarked
package zveno.kernel.rules;

import org.jspecify.annotations.NullMarked;
