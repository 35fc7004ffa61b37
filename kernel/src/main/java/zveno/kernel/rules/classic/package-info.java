/**
 * The tutorial's rules, exact for ever, and those of its upstream repository since 2018. Start at
 * {@link zveno.kernel.rules.classic.ClassicRules}.
 *
 * <p>Source of every rule here: the tutorial "Learn Blockchains by Building One" and its node
 * {@code blockchain.py}; the methods are named beside each rule.
 */
@NullMarked
package zveno.kernel.rules.classic;

import org.jspecify.annotations.NullMarked;
