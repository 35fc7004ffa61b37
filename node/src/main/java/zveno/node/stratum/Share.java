package zveno.node.stratum;

/**
 * What a miner has chosen to make a header.
 *
 * @param extra the miner's bytes of the coinbase transaction; the server's half is the high one
 * @param version the bits that it has chosen
 * @param timestamp seconds since 1970, 0 to 2^32 − 1
 * @param nonce 0 to 2^32 − 1
 */
record Share(long extra, int version, long timestamp, long nonce) {

  /**
   * Reads the parameters of {@code mining.submit} after the second.
   *
   * @param extranonce the server's half of the miner's bytes
   * @param versionMask the bits of the version that were agreed on
   * @param earliest the lowest time, in seconds since 1970
   * @param latest the highest
   * @throws RefusedException if one of them is missing or not allowed
   */
  static Share of(Request request, int extranonce, int versionMask, long earliest, long latest)
      throws RefusedException {
    int own = request.word(2, "the second extranonce");
    long time = Integer.toUnsignedLong(request.word(3, "the time"));
    long nonce = Integer.toUnsignedLong(request.word(4, "the nonce"));
    int version = request.parameter(5).isPresent() ? request.word(5, "the version") : 0;
    if ((version & ~versionMask) != 0) {
      throw new RefusedException(
          StratumError.OTHER, "version bits that were not agreed on by mining.configure");
    }
    if (time < earliest || time > latest) {
      throw new RefusedException(
          StratumError.OTHER, "the time must be from " + earliest + " to " + latest);
    }
    return new Share(
        (Integer.toUnsignedLong(extranonce) << Integer.SIZE) | Integer.toUnsignedLong(own),
        version,
        time,
        nonce);
  }
}
