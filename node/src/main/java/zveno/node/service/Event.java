package zveno.node.service;

/**
 * Something that happened, and is on disk.
 *
 * @param id its number, from 1 on, without gaps, for as long as the data folder lives
 * @param what what it was
 */
public record Event(long id, ChainEvent what) {}
