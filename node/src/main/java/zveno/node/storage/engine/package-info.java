/**
 * RocksDB: opening it, reading rows and writing batches. Start at {@link
 * zveno.node.storage.engine.Engine}.
 */
@NullMarked
package zveno.node.storage.engine;

import org.jspecify.annotations.NullMarked;
