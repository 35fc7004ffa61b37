package zveno.node.stratum;

/**
 * What a miner has chosen to make a header.
 *
 * @param extra the miner's bytes of the coinbase transaction; the server's half is the high one
 * @param version the bits that it has chosen
 * @param timestamp seconds since 1970, 0 to 2^32 − 1
 * @param nonce 0 to 2^32 − 1
 */
record Share(long extra, int version, long timestamp, long nonce) {}
