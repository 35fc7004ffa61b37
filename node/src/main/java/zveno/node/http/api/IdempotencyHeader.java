package zveno.node.http.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.HttpException;
import zveno.node.service.IdempotencyKey;

/**
 * The header field {@code Idempotency-Key}. Source: the IETF's draft "The Idempotency-Key HTTP
 * Header Field", which makes it a string in double quotes (RFC 9651); many clients leave those out,
 * and mean the same.
 */
final class IdempotencyHeader {

  static final String NAME = "Idempotency-Key";

  /** In an answer: this is the first answer again. */
  static final String REPEATED = "Idempotency-Replayed";

  /** How many characters a key may have. */
  static final int MAX_LENGTH = 255;

  /** The longest value with quotes, if each of its characters needs a backslash. */
  private static final int MAX_QUOTED = 2 * MAX_LENGTH + 2;

  private IdempotencyHeader() {}

  /**
   * The key of a request, if it has one. Requests are equal if path, media type and body are, byte
   * for byte. Each holder of a token has its own keys: holders never see each other's answers, and
   * equal keys of two holders do not collide.
   *
   * @throws HttpException if it is not one key of 1 to {@link #MAX_LENGTH} printable characters
   */
  static Optional<IdempotencyKey> of(Exchange exchange, byte[] body) {
    List<String> said = exchange.fields(NAME);
    if (said.isEmpty()) {
      return Optional.empty();
    }
    String key = said.size() == 1 ? bare(said.getFirst().strip()) : "";
    if (key.isEmpty() || key.length() > MAX_LENGTH) {
      throw HttpException.badRequest(
          NAME
              + " must be one key of 1 to "
              + MAX_LENGTH
              + " printable ASCII characters, preferably a UUID in double quotes");
    }
    String own = exchange.holder().map(name -> name + "\n").orElse(""); // in no key, and no name
    String target = exchange.path() + "\n" + exchange.contentType() + "\n";
    Hash request = Hash.of((target + Hash.of(body)).getBytes(StandardCharsets.UTF_8));
    return Optional.of(
        new IdempotencyKey(Hash.of((own + key).getBytes(StandardCharsets.US_ASCII)), request));
  }

  /** Without its quotes; empty if it is no key. */
  private static String bare(String value) {
    if (value.length() > MAX_QUOTED) {
      return ""; // looked at no closer: the second pattern takes stack for each character
    }
    if (value.matches("[!#-+\\--:<-\\[\\]-~]*")) {
      return value;
    }
    return value.matches("\"([ !#-\\[\\]-~]|\\\\[\"\\\\])*\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : "";
  }

  /** The answer to a key that came with another request before. */
  static HttpException reused() {
    return new HttpException(
        422,
        "this " + NAME + " was used for a different request; send a new key with each new request");
  }
}
