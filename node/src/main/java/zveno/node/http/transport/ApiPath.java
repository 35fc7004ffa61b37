package zveno.node.http.transport;

/** What the paths of the API begin with. */
public final class ApiPath {

  public static final String ROOT = "/api/v1/";

  private ApiPath() {}

  /** Whether a path is one of the API: it refuses what it does not know, with problem documents. */
  public static boolean contains(String path) {
    return path.startsWith(ROOT);
  }
}
