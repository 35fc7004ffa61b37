package zveno.bench;

import java.util.OptionalDouble;

/**
 * How fast a whole chain is checked.
 *
 * @param server {@code python} or {@code zveno}
 * @param reading whether to read the JSON is part of it
 * @param threads how many read and hash
 * @param blocks how many were checked
 * @param perSecond blocks, the median of some times
 * @param toPython how many times as fast as the tutorial's {@code valid_chain} without its prints
 */
public record CheckResult(
    String server,
    boolean reading,
    int threads,
    int blocks,
    double perSecond,
    OptionalDouble toPython) {}
