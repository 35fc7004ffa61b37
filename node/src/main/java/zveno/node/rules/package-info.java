/**
 * How people, and programs that speak JSON, see what a rule set keeps as bytes: its blocks, its
 * transactions and its addresses. A rule set may bring views of its own; others are seen through
 * {@link zveno.node.rules.GenericViews}. Start at {@link zveno.node.rules.RuleViews}.
 */
@NullMarked
package zveno.node.rules;

import org.jspecify.annotations.NullMarked;
