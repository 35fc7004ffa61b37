package zveno.node.http.api;

import java.time.Instant;
import zveno.kernel.pool.PoolLimits;

/**
 * What the node says of itself.
 *
 * @param version of the program
 * @param nodeId the node's identifier, which earns the rewards
 * @param startedAt when it was started
 * @param pool how much may wait in the pool
 * @param durability where a write is when it is acknowledged: {@code sync}, {@code os} or {@code
 *     memory}
 */
public record NodeInfo(
    String version, String nodeId, Instant startedAt, PoolLimits pool, String durability) {

  /** Whether all is gone when the node ends. */
  boolean isEphemeral() {
    return durability.equals("memory");
  }
}
