/**
 * Stratum v1: machines that mine for this node, and mining for a server that speaks it. Only rules
 * whose blocks have Bitcoin's header can be mined so.
 */
@NullMarked
package zveno.node.stratum;

import org.jspecify.annotations.NullMarked;
