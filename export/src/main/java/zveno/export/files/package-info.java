/**
 * Exports as files: fixed ranges of heights in Parquet, CSV or JSON lines, with a manifest. Start
 * at {@link zveno.export.files.FileExport}.
 */
@NullMarked
package zveno.export.files;

import org.jspecify.annotations.NullMarked;
