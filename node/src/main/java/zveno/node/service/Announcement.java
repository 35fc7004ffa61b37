package zveno.node.service;

/**
 * A transient event, with its number.
 *
 * @param number grows from one to the next, for as long as the node runs
 * @param what how something stands
 */
public record Announcement(long number, TransientEvent what) {}
