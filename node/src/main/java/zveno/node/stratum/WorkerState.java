package zveno.node.stratum;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a worker at one moment. All counts are since the node's start.
 *
 * @param name as it authorized itself
 * @param recipient the address that its blocks pay, as the rule set writes it
 * @param connections how many it has now
 * @param hashRate hashes per second that its shares of the last minutes prove, on average
 * @param difficulty of its shares at present
 * @param bestShare the highest difficulty that any of its shares would have met
 * @param accepted its shares that were right
 * @param stale its shares for a tip that had moved
 * @param rejected its shares that were wrong
 * @param blocks its shares that were blocks and joined the chain
 * @param lastShare when the last right one came
 */
public record WorkerState(
    String name,
    String recipient,
    int connections,
    double hashRate,
    double difficulty,
    double bestShare,
    long accepted,
    long stale,
    long rejected,
    long blocks,
    Optional<Instant> lastShare) {}
