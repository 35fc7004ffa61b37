package zveno.node.stratum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.HeaderPuzzle;

/**
 * A job as a server states it in {@code mining.notify}.
 *
 * @param id the server's name for it
 * @param previous as it stands in the header
 * @param head the coinbase transaction as far as the extranonces
 * @param tail the coinbase transaction after them
 * @param branch what the coinbase's hash is joined with, one after the other
 * @param version as it stands in the header, and so bits and time
 * @param bits the target of a block in compact form
 * @param time seconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record PoolJob(
    String id,
    byte[] previous,
    byte[] head,
    byte[] tail,
    List<byte[]> branch,
    byte[] version,
    byte[] bits,
    byte[] time) {

  private static final int MAX_ID = 64;
  private static final int MAX_BRANCH = 32;

  /**
   * Reads the parameters of {@code mining.notify}.
   *
   * @throws DecodeException if they are none
   */
  static PoolJob read(List<JsonValue> parameters) throws DecodeException {
    if (parameters.size() < 8) {
      throw new DecodeException("a job has nine parameters");
    }
    String id = text(parameters.get(0));
    if (id.length() > MAX_ID) {
      throw new DecodeException("the id of a job is too long");
    }
    JsonValue hashes = parameters.get(4);
    if (hashes.kind() != JsonKind.ARRAY) {
      throw new DecodeException("the branch of a job is a list");
    }
    List<byte[]> branch = new ArrayList<>();
    for (JsonValue hash : hashes.elements()) {
      if (branch.size() == MAX_BRANCH) {
        throw new DecodeException("the branch of a job is too long");
      }
      branch.add(bytes(hash, Hash.LENGTH));
    }
    return new PoolJob(
        id,
        JobHeader.wordsReversed(bytes(parameters.get(1), Hash.LENGTH), 0, Hash.LENGTH),
        bytes(parameters.get(2), -1),
        bytes(parameters.get(3), -1),
        branch,
        word(parameters.get(5)),
        word(parameters.get(6)),
        word(parameters.get(7)));
  }

  private static String text(JsonValue value) throws DecodeException {
    if (value.kind() != JsonKind.STRING) {
      throw new DecodeException("a parameter of a job is no string");
    }
    return value.text();
  }

  private static byte[] word(JsonValue value) throws DecodeException {
    return JobHeader.wordsReversed(bytes(value, Integer.BYTES), 0, Integer.BYTES);
  }

  /** Hexadecimal digits; any number of them if the length is below 0. */
  static byte[] bytes(JsonValue value, int length) throws DecodeException {
    try {
      byte[] read = HexFormat.of().parseHex(text(value));
      if (length >= 0 && read.length != length) {
        throw new DecodeException("a parameter of a job has " + read.length + " bytes");
      }
      return read;
    } catch (IllegalArgumentException e) {
      throw new DecodeException("a parameter of a job is not hexadecimal");
    }
  }

  /** The time, eight digits, as a share repeats it. */
  String timeDigits() {
    return HexFormat.of().formatHex(JobHeader.wordsReversed(time, 0, time.length));
  }

  /**
   * What to search for.
   *
   * @param extranonces the server's half of the miner's bytes, and the miner's
   */
  HeaderPuzzle puzzle(byte[] extranonces, ShareTarget target) {
    byte[] coinbase = Arrays.copyOf(head, head.length + extranonces.length + tail.length);
    System.arraycopy(extranonces, 0, coinbase, head.length, extranonces.length);
    System.arraycopy(tail, 0, coinbase, head.length + extranonces.length, tail.length);
    byte[] root = twice(coinbase);
    for (byte[] next : branch) {
      byte[] both = Arrays.copyOf(root, 2 * Hash.LENGTH);
      System.arraycopy(next, 0, both, Hash.LENGTH, Hash.LENGTH);
      root = twice(both);
    }
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    int at = 0;
    for (byte[] part : List.of(version, previous, root, time, bits)) {
      System.arraycopy(part, 0, header, at, part.length);
      at += part.length;
    }
    return new HeaderPuzzle(header, target.number());
  }

  private static byte[] twice(byte[] bytes) {
    byte[] once = Sha256.digest(bytes, 0, bytes.length);
    return Sha256.digest(once, 0, once.length);
  }
}
