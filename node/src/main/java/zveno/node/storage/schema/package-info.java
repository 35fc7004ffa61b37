/**
 * What is stored: column families, and the keys and values in them. Start at {@link
 * zveno.node.storage.schema.Column}.
 */
@NullMarked
package zveno.node.storage.schema;

import org.jspecify.annotations.NullMarked;
