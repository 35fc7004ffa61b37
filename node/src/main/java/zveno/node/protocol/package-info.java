/**
 * What nodes say to each other: calls, documents, events, and how they are read within limits.
 * Start at {@link zveno.node.protocol.NodeCalls}.
 */
@NullMarked
package zveno.node.protocol;

import org.jspecify.annotations.NullMarked;
