/**
 * Tells entries with the same bytes apart by ids that are no part of a block, for rule sets whose
 * transactions do not name themselves. An entry is in a chain at most once, and an entry of the
 * chain is not in the pool. Start at {@link zveno.kernel.entries.EntryIds}.
 */
@NullMarked
package zveno.kernel.entries;

import org.jspecify.annotations.NullMarked;
