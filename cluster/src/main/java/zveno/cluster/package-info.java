/** The log of a cluster, kept by Apache Ratis. Start at {@link zveno.cluster.RatisLog}. */
@NullMarked
package zveno.cluster;

import org.jspecify.annotations.NullMarked;
