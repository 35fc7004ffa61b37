package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Hex;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.keys.Address;

/** The members of an object that must have exactly those that its shape names. */
final class Members {

  /**
   * Which members an object has.
   *
   * @param what the object is, with an article, for messages
   * @param names of all members, sorted
   * @param optional those that may be missing
   */
  record Shape(String what, List<String> names, List<String> optional) {

    Shape {
      names = names.stream().sorted().toList();
      optional = List.copyOf(optional);
    }

    /** A shape all of whose members must be there. */
    static Shape of(String what, String... names) {
      return new Shape(what, List.of(names), List.of());
    }
  }

  private final Shape shape;
  private final @Nullable JsonValue[] values;

  private Members(Shape shape) {
    this.shape = shape;
    this.values = new JsonValue[shape.names().size()];
  }

  /** The members of a canonical object, which come sorted and each once. */
  static Members read(JsonValue json, Shape shape) throws RefusedException {
    if (json.kind() != JsonKind.OBJECT) {
      throw RefusedException.form(shape.what() + " must be an object");
    }
    Members members = new Members(shape);
    int next = 0;
    for (JsonValue.Member member : json.members()) {
      while (next < shape.names().size() && !member.isNamed(shape.names().get(next))) {
        if (!shape.names().contains(member.name())) {
          break;
        }
        members.insistOptional(next++);
      }
      if (next == shape.names().size() || !member.isNamed(shape.names().get(next))) {
        throw RefusedException.form(
            shape.what() + " has no member \"" + OneLine.of(member.name()) + "\"");
      }
      members.values[next++] = member.value();
    }
    while (next < shape.names().size()) {
      members.insistOptional(next++);
    }
    return members;
  }

  private void insistOptional(int index) throws RefusedException {
    String name = shape.names().get(index);
    if (!shape.optional().contains(name)) {
      throw RefusedException.form(shape.what() + " must have the member \"" + name + "\"");
    }
  }

  /** The value of an optional member. */
  Optional<JsonValue> find(String name) {
    return Optional.ofNullable(values[shape.names().indexOf(name)]);
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  JsonValue get(String name) throws RefusedException {
    return find(name)
        .orElseThrow(
            () -> RefusedException.form(shape.what() + " must have the member \"" + name + "\""));
  }

  /** An integer in a range, whose ends are in the message. */
  long integer(String name, long least, long most) throws RefusedException {
    return integer(name, get(name), least, most);
  }

  static long integer(String name, JsonValue value, long least, long most) throws RefusedException {
    if (value.kind() != JsonKind.INTEGER) {
      throw RefusedException.form(range(name, least, most));
    }
    long number = value.size() <= 18 ? Long.parseLong(value.toString()) : -1;
    if (number < least || number > most) {
      throw RefusedException.form(
          range(name, least, most) + ", not " + OneLine.of(value.toString()));
    }
    return number;
  }

  private static String range(String name, long least, long most) {
    return least == most
        ? name + " must be " + least
        : name + " must be an integer from " + least + " to " + most;
  }

  Coins coins(String name) throws RefusedException {
    return new Coins(integer(name, 0, Coins.MAX_UNITS));
  }

  String text(String name) throws RefusedException {
    JsonValue value = get(name);
    if (value.kind() != JsonKind.STRING) {
      throw RefusedException.form(name + " must be a string");
    }
    return value.text();
  }

  /** The bytes of a string of lowercase hexadecimal digits. */
  byte[] hex(String name, int length) throws RefusedException {
    JsonValue value = get(name);
    if (value.kind() == JsonKind.STRING && value.size() == 2 * length + 2) {
      Optional<byte[]> bytes = Hex.parse(value.text());
      if (bytes.isPresent()) {
        return bytes.get();
      }
    }
    throw RefusedException.form(
        name + " must be a string of " + 2 * length + " lowercase hexadecimal digits");
  }

  Hash hash(String name) throws RefusedException {
    return hash(name, get(name));
  }

  private static Hash hash(String name, JsonValue value) throws RefusedException {
    return (value.kind() == JsonKind.STRING ? value.hash() : Optional.<Hash>empty())
        .orElseThrow(() ->
            RefusedException.form(name + " must be a string of 64 lowercase hexadecimal digits"));
  }

  /** A list of hashes, at most {@code most}. */
  List<Hash> hashes(String name, int most) throws RefusedException {
    List<Hash> hashes = new ArrayList<>();
    for (JsonValue element : list(name)) {
      if (hashes.size() == most) {
        throw RefusedException.form(name + " must have at most " + most + " elements");
      }
      hashes.add(hash("each element of " + name, element));
    }
    return List.copyOf(hashes);
  }

  Iterable<JsonValue> list(String name) throws RefusedException {
    JsonValue value = get(name);
    if (value.kind() != JsonKind.ARRAY) {
      throw RefusedException.form(name + " must be a list");
    }
    return value.elements();
  }

  Address address(String name) throws RefusedException {
    return address(name, text(name));
  }

  static Address address(String name, String text) throws RefusedException {
    return switch (Address.read(text)) {
      case Address.Reading.Valid valid -> valid.address();
      case Address.Reading.Invalid invalid ->
          throw new RefusedException(
              new Refusal(StrictReason.ADDRESS, name + ": " + invalid.reason()));
    };
  }

  @Override
  public String toString() {
    return shape.what() + " " + Arrays.toString(values);
  }
}
