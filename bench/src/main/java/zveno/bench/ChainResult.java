package zveno.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How fast a server sends its whole chain, {@code GET /chain}.
 *
 * @param server {@code python} or {@code zveno}
 * @param blocks how many it has
 * @param bytes how many bytes the answer has
 * @param seconds the median of some times
 * @param memory by how many bytes its memory grew meanwhile, at most; absent where the system does
 *     not tell
 * @param toPython how many times as fast as the tutorial's node
 */
public record ChainResult(
    String server,
    int blocks,
    long bytes,
    double seconds,
    OptionalLong memory,
    OptionalDouble toPython) {}
