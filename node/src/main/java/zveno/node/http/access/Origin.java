package zveno.node.http.access;

import java.util.Locale;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.transport.Printable;

/**
 * Where a page in a browser comes from (RFC 6454).
 *
 * @param text as browsers send it: {@code https://shop.example}, in lower case
 */
public record Origin(String text) {

  private static final Pattern SHAPE =
      Pattern.compile("[a-z][a-z0-9+.-]{0,30}://[a-z0-9_.:\\[\\]-]{1,260}");

  /** Reads an origin given by {@code --allow-origin}. */
  public static Origin allowed(String text) throws DecodeException {
    Origin origin = new Origin(text.toLowerCase(Locale.ROOT));
    if (!SHAPE.matcher(origin.text).matches()) {
      throw new DecodeException(
          "must be an origin like https://shop.example, without a path, not "
              + Printable.shortened(text));
    }
    return origin;
  }

  static Origin ofField(String field) {
    return new Origin(field.strip().toLowerCase(Locale.ROOT));
  }

  /**
   * Whether it is that of the pages that are served under this {@code Host} field.
   *
   * @param secure whether the request has come by TLS; if not, a proxy may have taken it off
   */
  boolean isOf(String host, boolean secure) {
    String here = host.strip().toLowerCase(Locale.ROOT);
    return text.equals("https://" + here) || (!secure && text.equals("http://" + here));
  }
}
