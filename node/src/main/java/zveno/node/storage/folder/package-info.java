/**
 * The store's folder: its lock, the high-water mark, the space on its disk, and the engine's files
 * as they are read before the engine opens them. Start at {@link
 * zveno.node.storage.folder.StoreFolder}.
 */
@NullMarked
package zveno.node.storage.folder;

import org.jspecify.annotations.NullMarked;
