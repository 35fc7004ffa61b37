package zveno.bench;

import java.util.OptionalDouble;

/**
 * How fast a server takes transactions.
 *
 * @param server {@code disk}, {@code python}, {@code no chain}, {@code zveno} or {@code other
 *     build}
 * @param way {@code post} one by one, or {@code batch}; {@code write} without a server
 * @param connections over how many connections at once
 * @param perSecond transactions, the median of the rounds
 * @param usualWait seconds to an answer, of the middle round: half came sooner
 * @param longWait the same, but 99 of 100 came sooner
 * @param cpuMicros processor time that the server's process took for each transaction, in
 *     microseconds; to be trusted where machines do other things too
 * @param toPython the ratio to the tutorial's node, posts over as many connections
 * @param toNoChain the ratio to the same server without a chain, posts over as many connections
 * @param toDisk the ratio to a bare loop of writes that are synced, one connection only
 * @param toOther the ratio to another build of this program, doing the same
 */
public record PostResult(
    String server,
    String way,
    int connections,
    double perSecond,
    double usualWait,
    double longWait,
    OptionalDouble cpuMicros,
    OptionalDouble toPython,
    OptionalDouble toNoChain,
    OptionalDouble toDisk,
    OptionalDouble toOther) {}
