package zveno.node.follow;

import zveno.node.service.TransientEvent;

/**
 * How many peers there are.
 *
 * @param known those that are followed or were tried
 * @param following those that are followed at present
 */
public record PeerCounts(int known, int following) implements TransientEvent {}
