package zveno.node.http.access;

/** Where the server knows its tokens from. */
public interface TokenSource extends AutoCloseable {

  /** Those, for good. */
  static TokenSource of(Tokens tokens) {
    return () -> tokens;
  }

  /** Those that count at present. */
  Tokens now();

  /** Begins to look whether they change. */
  default void start() {}

  @Override
  default void close() {}
}
