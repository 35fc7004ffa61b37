/**
 * That a node is a member of a cluster: the file that names the members, and the port to the module
 * that keeps the cluster's log. Start at {@link zveno.node.cluster.Membership}.
 */
@NullMarked
package zveno.node.cluster;

import org.jspecify.annotations.NullMarked;
