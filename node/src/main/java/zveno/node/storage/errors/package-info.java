/**
 * What can be wrong with a store, and what the engine says of it in our own words. Start at {@link
 * zveno.node.storage.errors.StoreException}.
 */
@NullMarked
package zveno.node.storage.errors;

import org.jspecify.annotations.NullMarked;
