/**
 * The contract of a rule set: how its blocks are read, what makes them right, how much work they
 * stand for, and how the next one is made. Rules start no thread and own no clock, and what they
 * keep from block to block lies in the state; what they need arrives as an argument, and they
 * report what is wrong without deciding what to do about it.
 *
 * <p>A block passes, in this order: {@link zveno.kernel.rules.BlockCodec#block}, {@link
 * zveno.kernel.rules.Consensus#checkContext} and {@link zveno.kernel.rules.Consensus#connect}. A
 * block of our own begins as a {@link zveno.kernel.rules.BlockTemplate}. Start at {@link
 * zveno.kernel.rules.RuleSet}.
 */
@NullMarked
package zveno.kernel.rules;

import org.jspecify.annotations.NullMarked;
