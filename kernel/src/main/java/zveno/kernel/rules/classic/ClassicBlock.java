package zveno.kernel.rules.classic;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;

/**
 * A block of the tutorial: its canonical JSON, with what the rules ask for picked out. The types of
 * its fields are those that an honest node produces; fields beyond the tutorial's are kept, since
 * they are hashed too.
 */
public final class ClassicBlock implements Block {

  private final byte[] canonical;
  private final BlockId id;
  private final BlockId parent;
  private final long height;
  private final String proof;
  private final JsonValue transactionList;
  private final int transactionCount;
  private @Nullable List<Transaction> transactions;

  private ClassicBlock(
      byte[] canonical,
      BlockId parent,
      long height,
      String proof,
      JsonValue transactionList,
      int transactionCount) {
    this.canonical = canonical;
    this.id = new BlockId(Hash.of(canonical));
    this.parent = parent;
    this.height = height;
    this.proof = proof;
    this.transactionList = transactionList;
    this.transactionCount = transactionCount;
  }

  static ClassicBlock decode(byte[] canonical, long height) throws DecodeException {
    JsonValue json = JsonValue.ofCanonical(canonical);
    if (json.kind() != JsonKind.OBJECT) {
      throw new DecodeException("a block must be an object, not " + article(json.kind()));
    }
    JsonValue index = null;
    JsonValue previousHash = null;
    JsonValue proof = null;
    JsonValue timestamp = null;
    JsonValue transactions = null;
    for (JsonValue.Member member : json.members()) {
      if (member.isNamed("index")) {
        index = member.value();
      } else if (member.isNamed("previous_hash")) {
        previousHash = member.value();
      } else if (member.isNamed("proof")) {
        proof = member.value();
      } else if (member.isNamed("timestamp")) {
        timestamp = member.value();
      } else if (member.isNamed("transactions")) {
        transactions = member.value();
      } // else an extra field: kept and hashed, of no meaning to the rules
    }
    integer("index", index);
    number("timestamp", timestamp);
    return new ClassicBlock(
        canonical,
        parent(previousHash, height),
        height,
        integer("proof", proof).toString(),
        list("transactions", transactions),
        countOfObjects("transactions", transactions));
  }

  /** The block as one of these rules; a block of any other is a mistake of the caller's. */
  static ClassicBlock of(Block block) {
    if (block instanceof ClassicBlock classic) {
      return classic;
    }
    throw new IllegalArgumentException("not a block of these rules: " + block);
  }

  private static BlockId parent(@Nullable JsonValue previousHash, long height)
      throws DecodeException {
    JsonValue value = present("previous_hash", previousHash);
    if (height == 1) {
      if (value.kind() != JsonKind.STRING && !isNumber(value)) {
        throw wrongType("previous_hash", "a number or a string", value);
      }
      return BlockId.ROOT;
    }
    if (value.kind() != JsonKind.STRING) {
      throw wrongType("previous_hash", "a string", value);
    }
    return value
        .hash()
        .map(BlockId::new)
        .orElseThrow(
            () -> new DecodeException("previous_hash must be 64 lowercase hexadecimal digits"));
  }

  private static JsonValue integer(String name, @Nullable JsonValue value) throws DecodeException {
    JsonValue present = present(name, value);
    if (present.kind() != JsonKind.INTEGER) {
      throw wrongType(name, "an integer", present);
    }
    return present;
  }

  private static void number(String name, @Nullable JsonValue value) throws DecodeException {
    JsonValue present = present(name, value);
    if (!isNumber(present)) {
      throw wrongType(name, "a number", present);
    }
  }

  private static JsonValue list(String name, @Nullable JsonValue value) throws DecodeException {
    JsonValue present = present(name, value);
    if (present.kind() != JsonKind.ARRAY) {
      throw wrongType(name, "a list", present);
    }
    return present;
  }

  private static int countOfObjects(String name, @Nullable JsonValue value) throws DecodeException {
    int count = 0;
    for (JsonValue element : list(name, value).elements()) {
      if (element.kind() != JsonKind.OBJECT) {
        throw wrongType("each of " + name, "an object", element);
      }
      count++;
    }
    return count;
  }

  private static boolean isNumber(JsonValue value) {
    return value.kind() == JsonKind.INTEGER || value.kind() == JsonKind.FLOAT;
  }

  private static JsonValue present(String name, @Nullable JsonValue value) throws DecodeException {
    if (value == null) {
      throw new DecodeException("a block must have the field " + name);
    }
    return value;
  }

  private static DecodeException wrongType(String name, String wanted, JsonValue found) {
    return new DecodeException(name + " must be " + wanted + ", not " + article(found.kind()));
  }

  private static String article(JsonKind kind) {
    return switch (kind) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "a string";
      case INTEGER -> "an integer";
      case FLOAT -> "a float";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
    };
  }

  @Override
  public BlockId id() {
    return id;
  }

  @Override
  public BlockId parent() {
    return parent;
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public byte[] encoded() {
    return canonical;
  }

  /** {@code timestamp}, any number of seconds since 1970. */
  @Override
  public Optional<Instant> time() {
    return json()
        .member("timestamp")
        .map(seconds -> seconds.number() * 1000)
        .filter(millis -> Math.abs(millis) < 1L << 53)
        .map(millis -> Instant.ofEpochMilli(millis.longValue()));
  }

  /** The decimal digits of the proof, with a minus sign if it is negative. */
  public String proof() {
    return proof;
  }

  /** The whole block as JSON. */
  public JsonValue json() {
    return JsonValue.ofCanonical(canonical);
  }

  @Override
  public int transactionCount() {
    return transactionCount;
  }

  @Override
  public List<Transaction> transactions() {
    List<Transaction> known = transactions;
    if (known == null) {
      List<Transaction> read = new ArrayList<>(transactionCount);
      for (JsonValue element : transactionList.elements()) {
        read.add(new ClassicTransaction(element));
      }
      known = List.copyOf(read);
      transactions = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "block " + height + " " + id;
  }
}
