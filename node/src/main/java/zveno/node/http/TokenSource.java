package zveno.node.http;

/** Where the server knows its tokens from. */
public sealed interface TokenSource extends AutoCloseable permits Tokens, TokensFile {

  /** Those that count at present. */
  Tokens now();

  /** Begins to look whether they change. */
  default void start() {}

  @Override
  default void close() {}
}
