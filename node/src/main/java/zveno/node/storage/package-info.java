/**
 * The disk: RocksDB behind the kernel's store ports. A store is a folder with four files of our own
 * beside a sub-folder of the engine's; the number of the last acknowledged commit is kept outside
 * the engine, so that a store that has lost commits is refused. Start at {@link
 * zveno.node.storage.RocksStore}; the layout is in {@link zveno.node.storage.folder.StoreFolder},
 * {@link zveno.node.storage.schema.Column} and {@link zveno.node.storage.schema.Keys}.
 */
@NullMarked
package zveno.node.storage;

import org.jspecify.annotations.NullMarked;
