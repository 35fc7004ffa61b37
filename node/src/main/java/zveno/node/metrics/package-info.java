/**
 * The metrics of a node. Start at {@link zveno.node.metrics.Metrics}, which knows Prometheus and
 * nothing of chains; what a node counts is listed in {@link zveno.node.metrics.NodeMetrics}.
 */
@NullMarked
package zveno.node.metrics;

import org.jspecify.annotations.NullMarked;
