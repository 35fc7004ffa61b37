package zveno.node.rules;

import java.io.IOException;
import java.util.Base64;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.BlockCodec;

/**
 * How the documents of our nodes hold blocks and transactions, whatever their rule set: canonical
 * JSON as it is, without a copy, so that a document costs what its blocks cost and people can read
 * it; any other bytes as a base64 string (RFC 4648, section 4).
 */
public final class Embedded {

  private Embedded() {}

  /** The JSON value that holds these bytes; the very same array if it can hold them as they are. */
  public static byte[] of(byte[] encoded, BlockCodec codec) {
    return switch (codec.form()) {
      case JSON -> encoded;
      case BINARY -> new JsonWriter().string(Base64.getEncoder().encodeToString(encoded)).toBytes();
    };
  }

  /** Reads the next value of a document as the bytes that it holds. */
  public static byte[] read(JsonReader reader, BlockCodec codec)
      throws IOException, DecodeException {
    return switch (codec.form()) {
      case JSON -> reader.canonical();
      case BINARY -> decoded(JsonValue.read(reader));
    };
  }

  /** Reads the bytes that a value holds; they are its own, not the document's. */
  public static byte[] read(JsonValue value, BlockCodec codec) throws DecodeException {
    return switch (codec.form()) {
      case JSON -> value.bytes();
      case BINARY -> decoded(value);
    };
  }

  private static byte[] decoded(JsonValue value) throws DecodeException {
    if (value.kind() != JsonKind.STRING) {
      throw new DecodeException("blocks and transactions of these rules are base64 strings");
    }
    try {
      return Base64.getDecoder().decode(value.text());
    } catch (IllegalArgumentException e) {
      throw new DecodeException("not base64: " + e.getMessage());
    }
  }
}
