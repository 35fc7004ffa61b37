/**
 * Chains for other tools: as files ({@code zveno export --format}) and as tables that follow a node
 * ({@code zveno feed}). The libraries of the targets are named here only. Start at {@link
 * zveno.export.rows.Rows}.
 */
@NullMarked
package zveno.export;

import org.jspecify.annotations.NullMarked;
