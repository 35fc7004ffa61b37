/**
 * What is exported of a block, whatever the target: typed columns for queries, and the canonical
 * text, from which the hash is made. Start at {@link zveno.export.rows.Rows}.
 */
@NullMarked
package zveno.export.rows;

import org.jspecify.annotations.NullMarked;
