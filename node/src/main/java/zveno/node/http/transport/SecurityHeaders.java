package zveno.node.http.transport;

import java.util.Map;

/**
 * What a browser may do with a page. Nothing but what is asked for below: no scripts in the page
 * itself, nothing from elsewhere, no frames around it. A {@code Referer} goes to our own pages
 * only; {@code no-referrer} would have the browser send {@code Origin: null} with our own forms.
 */
public final class SecurityHeaders {

  private static final String CONTENT = "Content-Security-Policy";

  private static final String NOTHING =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private SecurityHeaders() {}

  /** The fields of an answer of this media type. */
  public static Map<String, String> of(String type) {
    return MediaType.of(type).equals("text/html")
        ? Map.of(CONTENT, NOTHING, "X-Frame-Options", "DENY", "Referrer-Policy", "same-origin")
        : Map.of();
  }

  /** A page that may run scripts of ours, and ask the node that it comes from. */
  public static Answer scripted(Answer page) {
    return page.with(
        CONTENT,
        NOTHING
            + "; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:");
  }

  /**
   * The explorer: modules and workers of ours, the import map that stands in the page, and no text
   * that becomes a script or a page by mistake (Trusted Types), except the addresses of workers.
   *
   * @param importMap how the policy names the import map
   */
  public static Answer explorer(Answer page, String importMap) {
    return page.with(
        CONTENT,
        NOTHING
            + "; script-src 'self' '"
            + importMap
            + "'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:"
            + "; require-trusted-types-for 'script'; trusted-types zveno-worker");
  }
}
