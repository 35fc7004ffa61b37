/**
 * The disk: RocksDB behind the kernel's store ports. A store is a folder with four files of our own
 * beside a sub-folder of the engine's; what has been acknowledged is known outside the engine, so
 * that a store that has lost its last commits is refused and never served shorter. Start at {@link
 * zveno.node.storage.RocksStore}; what lies where is told by {@link
 * zveno.node.storage.StoreFolder}, {@link zveno.node.storage.Column} and {@link
 * zveno.node.storage.Keys}.
 */
@NullMarked
package zveno.node.storage;

import org.jspecify.annotations.NullMarked;
