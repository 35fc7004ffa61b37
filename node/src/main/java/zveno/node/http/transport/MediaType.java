package zveno.node.http.transport;

import java.util.Locale;

/** Media types, as far as the doors ask for them. */
public final class MediaType {

  private MediaType() {}

  /** The type without its parameters, in lower case. */
  public static String of(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** {@code application/json}, and what is built on it, as Flask has it. */
  public static boolean isJson(String type) {
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }
}
