package zveno.kernel.rules.strict;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** The vectors of the strict rules; see vectors/README.md. */
public final class StrictVectors {

  private StrictVectors() {}

  /** One of the files in vectors/strict. */
  public static JsonValue read(String name) {
    try (InputStream in = StrictVectors.class.getResourceAsStream("/vectors/strict/" + name)) {
      return JsonValue.parse(
          Objects.requireNonNull(in, name).readAllBytes(), JsonLimits.defaults());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DecodeException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** The member of this name, which must be there. */
  public static JsonValue member(JsonValue object, String name) {
    return object.member(name).orElseThrow(() -> new IllegalStateException("no " + name));
  }

  /** A member that is a string. */
  public static String text(JsonValue object, String name) {
    return member(object, name).text();
  }

  /** A member that is an integer. */
  public static long integer(JsonValue object, String name) {
    return member(object, name).integer().longValueExact();
  }
}
