/**
 * The one writer, the moments that readers look at, and the feed of events. Everything that changes
 * the chain or the pool goes through {@link zveno.node.service.ChainService}; everything that is
 * read is read from a {@link zveno.node.service.ChainSnapshot}.
 */
@NullMarked
package zveno.node.service;

import org.jspecify.annotations.NullMarked;
