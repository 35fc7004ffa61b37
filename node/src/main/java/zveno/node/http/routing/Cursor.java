package zveno.node.http.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import zveno.node.http.transport.HttpException;

/**
 * Where the next page begins: a word that says what is listed, and a few numbers. Clients are not
 * meant to look inside.
 */
public final class Cursor {

  private Cursor() {}

  public static String of(String kind, long... numbers) {
    StringBuilder text = new StringBuilder(kind);
    for (long number : numbers) {
      text.append(' ').append(number);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** What a cursor lists; an unknown kind if it is not one of ours. */
  public static String kind(String cursor) {
    return words(cursor).getFirst();
  }

  /**
   * Reads a cursor of this kind.
   *
   * @throws HttpException if it is not one
   */
  public static long[] read(String cursor, String kind, int count) {
    List<String> words = words(cursor);
    if (words.size() == count + 1 && words.getFirst().equals(kind)) {
      try {
        return words.stream().skip(1).mapToLong(Long::parseLong).toArray();
      } catch (NumberFormatException e) {
        throw foreign();
      }
    }
    throw foreign();
  }

  public static HttpException foreign() {
    return HttpException.badRequest("\"cursor\" must be the \"next\" of an earlier page");
  }

  private static List<String> words(String cursor) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(cursor);
      return Arrays.asList(new String(text, StandardCharsets.US_ASCII).split(" ", -1));
    } catch (IllegalArgumentException e) {
      throw foreign();
    }
  }
}
