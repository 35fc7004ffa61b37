package zveno.node.bench;

import java.util.OptionalDouble;

/**
 * How fast a whole chain is checked, on one thread.
 *
 * @param server {@code python} or {@code zveno}
 * @param blocks how many were checked
 * @param perSecond blocks, the median of some times
 * @param toPython how many times as fast as the tutorial's {@code valid_chain} without its prints
 */
public record CheckResult(String server, int blocks, double perSecond, OptionalDouble toPython) {}
