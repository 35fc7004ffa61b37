package zveno.node.sync;

import java.time.Duration;

/**
 * A block whose time is ahead of our clock.
 *
 * @param height its position
 * @param ahead how long it is too early, positive
 */
public record EarlyBlock(long height, Duration ahead) {}
