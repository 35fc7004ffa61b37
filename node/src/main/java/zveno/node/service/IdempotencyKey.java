package zveno.node.service;

import zveno.kernel.bytes.Hash;

/**
 * What a client sends with a post so that it may send it again without its being done twice.
 * Source: the IETF's draft "The Idempotency-Key HTTP Header Field".
 *
 * @param name SHA-256 of the key as the client has chosen it
 * @param request SHA-256 of all that makes another request of it
 */
public record IdempotencyKey(Hash name, Hash request) {}
