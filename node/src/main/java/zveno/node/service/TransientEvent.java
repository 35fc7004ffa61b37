package zveno.node.service;

/**
 * How something stands at present. Unlike a {@link ChainEvent} it is not stored: only the last one
 * of its class counts. Implemented by the rooms whose state it is.
 */
public interface TransientEvent {}
