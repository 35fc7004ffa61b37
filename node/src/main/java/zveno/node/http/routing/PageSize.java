package zveno.node.http.routing;

/** How many items a page has. */
public final class PageSize {

  /** Entries of a page, if nothing is said. */
  static final int USUAL = 100;

  /** The greatest number of entries in a page. */
  public static final int MAX = 1_000;

  /** Bytes after which a page ends, with what it has so far; it has at least one entry. */
  public static final int BYTES = 4 << 20;

  private PageSize() {}
}
