package zveno.node.explorer;

/**
 * A file as it is served.
 *
 * @param type its media type
 * @param bytes its content; not to be changed
 * @param tag names this content, and no other: an entity tag with its quotes
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Asset(String type, byte[] bytes, String tag) {

  static Asset of(String type, byte[] bytes) {
    return new Asset(type, bytes, '"' + Digests.hex(bytes).substring(0, 32) + '"');
  }
}
