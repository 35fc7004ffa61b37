package zveno.bench;

import java.util.OptionalDouble;

/**
 * How fast a server takes transactions.
 *
 * @param server {@code python}, {@code no chain} or {@code zveno}
 * @param way {@code post} one by one, or {@code batch}
 * @param connections over how many connections at once
 * @param perSecond transactions, the median of the rounds
 * @param usualWait seconds to an answer, of the middle round: half came sooner
 * @param longWait the same, but 99 of 100 came sooner
 * @param toPython the ratio to the tutorial's node, posts over as many connections
 * @param toNoChain the ratio to the same server without a chain, posts over as many connections
 */
public record PostResult(
    String server,
    String way,
    int connections,
    double perSecond,
    double usualWait,
    double longWait,
    OptionalDouble toPython,
    OptionalDouble toNoChain) {}
