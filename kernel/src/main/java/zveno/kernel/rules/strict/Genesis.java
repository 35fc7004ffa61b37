package zveno.kernel.rules.strict;

import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.Asert;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;

/**
 * The first block of a chain, which needs no work and states what the net has agreed on.
 *
 * @param parameters what it has agreed on
 * @param bits the first target, not easier than the limit
 * @param timestamp seconds since 1970, 0 to 2^32 − 1
 */
public record Genesis(Parameters parameters, CompactBits bits, long timestamp) {

  /** The index of a genesis block. */
  public static final long INDEX = 1;

  /** More than the largest genesis: 10,000 allocations of at most 84 characters each. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Members.Shape SHAPE =
      Members.Shape.of(
          "a genesis",
          "bits",
          "index",
          "parameters",
          "previous_hash",
          "proof",
          "timestamp",
          "version");

  public Genesis {
    if (bits.isEasierThan(parameters.limit())) {
      throw new IllegalArgumentException(notEasier(parameters.limit()));
    }
    if (timestamp < 0 || timestamp > Header.MAX_WORD) {
      throw new IllegalArgumentException("timestamp must be 0 to " + Header.MAX_WORD);
    }
  }

  /** Reads a file, or what a peer sends. */
  public static Genesis parse(byte[] document) throws RefusedException {
    return decode(StrictJson.parse(document, MAX_BYTES));
  }

  /**
   * Reads canonical JSON.
   *
   * @throws RefusedException with {@link StrictReason#FORM} or {@link StrictReason#ADDRESS}; the
   *     message names the member and says what it may be
   */
  public static Genesis decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    members.integer("index", INDEX, INDEX);
    members.integer("proof", 0, 0);
    members.integer("version", Header.VERSION, Header.VERSION);
    if (!members.hash("previous_hash").equals(Hash.ZERO)) {
      throw RefusedException.form("previous_hash must be 64 zeros");
    }
    long timestamp = members.integer("timestamp", 0, Header.MAX_WORD);
    Parameters parameters = parameters(members.get("parameters"));
    CompactBits bits = Parameters.bits("bits", members);
    if (bits.isEasierThan(parameters.limit())) {
      throw RefusedException.form(notEasier(parameters.limit()));
    }
    return new Genesis(parameters, bits, timestamp);
  }

  private static Parameters parameters(JsonValue json) throws RefusedException {
    try {
      return Parameters.decode(json);
    } catch (RefusedException e) {
      throw e.within("parameters");
    }
  }

  private static String notEasier(CompactBits limit) {
    return "bits must be no easier than the limit, which is " + limit.bits();
  }

  /** Its header, whose Merkle root is SHA-256 twice of the canonical parameters. */
  public Header header() {
    return new Header(
        Header.VERSION,
        Hash.ZERO,
        Digests.sha256d(parameters.canonical()),
        timestamp,
        bits.bits(),
        0);
  }

  /** Its identity, as people see it; every signature of this chain covers it. */
  public BlockId id() {
    return header().id();
  }

  /** The schedule of targets. */
  public Asert schedule() {
    return new Asert(bits, parameters.limit(), parameters.halfLife());
  }

  /** What an account has at the beginning. */
  public Account account(Address address) {
    return Optional.ofNullable(parameters.allocations().get(address))
        .map(balance -> new Account(balance, 0))
        .orElse(Account.EMPTY);
  }

  /** The canonical text. */
  public byte[] canonical() {
    return new JsonWriter()
        .beginObject()
        .name("bits")
        .integer(bits.bits())
        .name("index")
        .integer(INDEX)
        .name("parameters")
        .raw(parameters.canonical())
        .name("previous_hash")
        .string(Hash.ZERO.hex())
        .name("proof")
        .integer(0)
        .name("timestamp")
        .integer(timestamp)
        .name("version")
        .integer(Header.VERSION)
        .endObject()
        .toBytes();
  }
}
