package zveno.node.http.routing;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.Printable;

/**
 * The members of the JSON object that a call of the API was sent: all known. A route says which
 * those are ({@link Route#taking}), as it does of parameters ({@link Query}).
 */
public final class JsonMembers {

  /** No body was sent, and none has to be. */
  static final JsonMembers NONE = new JsonMembers(JsonValue.ofCanonical(new byte[] {'{', '}'}));

  private final JsonValue object;

  public JsonMembers(JsonValue object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @throws HttpException if it is not a JSON object, or has members other than these
   */
  static JsonMembers of(byte[] body, JsonLimits limits, Set<String> known) {
    if (body.length == 0) {
      throw HttpException.badRequest("the body is empty; send a JSON object");
    }
    JsonValue json;
    try {
      json = JsonValue.parse(body, limits);
    } catch (DecodeException e) {
      throw HttpException.badRequest("the body cannot be read: " + e.getMessage());
    }
    if (json.kind() != JsonKind.OBJECT) {
      throw HttpException.badRequest("the body must be a JSON object");
    }
    unknown(json, known)
        .ifPresent(why -> {
          throw HttpException.badRequest(why);
        });
    return new JsonMembers(json);
  }

  /**
   * Why an object cannot be taken: it has a member besides these, which must not be dropped without
   * a word.
   */
  public static Optional<String> unknown(JsonValue object, Set<String> known) {
    for (JsonValue.Member member : object.members()) {
      if (!known.contains(member.name())) {
        return Optional.of(
            "unknown member \""
                + Printable.shortened(member.name())
                + "\"; "
                + (known.isEmpty() ? "none is allowed" : "allowed: " + new TreeSet<>(known)));
      }
    }
    return Optional.empty();
  }

  /**
   * A text.
   *
   * @throws HttpException if it is something else
   */
  public Optional<String> text(String name) {
    return value(name, JsonKind.STRING, "a string").map(JsonValue::text);
  }

  /**
   * True or false.
   *
   * @throws HttpException if it is something else
   */
  public Optional<Boolean> truth(String name) {
    return value(name, JsonKind.BOOLEAN, "true or false").map(JsonValue::bool);
  }

  /**
   * A whole number within these bounds, both included.
   *
   * @throws HttpException if it is something else; {@code 5.0} and {@code 5e0} are
   */
  public Optional<Long> number(String name, long least, long most) {
    String wanted = "a whole number, " + least + " to " + most;
    Optional<BigInteger> number = value(name, JsonKind.INTEGER, wanted).map(JsonValue::integer);
    if (number.isPresent()
        && (number.get().compareTo(BigInteger.valueOf(least)) < 0
            || number.get().compareTo(BigInteger.valueOf(most)) > 0)) {
      throw wrong(name, wanted, number.get().toString());
    }
    return number.map(BigInteger::longValueExact);
  }

  /** Whatever it is. */
  public Optional<JsonValue> any(String name) {
    return object.member(name);
  }

  private Optional<JsonValue> value(String name, JsonKind kind, String wanted) {
    Optional<JsonValue> value = object.member(name);
    if (value.isPresent() && value.get().kind() != kind) {
      throw wrong(name, wanted, value.get().toString());
    }
    return value;
  }

  private static HttpException wrong(String name, String wanted, String given) {
    return HttpException.badRequest(
        "\"" + name + "\" must be " + wanted + ", not " + Printable.shortened(given));
  }
}
