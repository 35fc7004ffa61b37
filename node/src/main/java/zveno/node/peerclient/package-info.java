/**
 * An HTTP client for untrusted nodes: addresses are checked, answers bounded in time and size. It
 * knows no chain. Start at {@link zveno.node.peerclient.PeerClient}.
 */
@NullMarked
package zveno.node.peerclient;

import org.jspecify.annotations.NullMarked;
