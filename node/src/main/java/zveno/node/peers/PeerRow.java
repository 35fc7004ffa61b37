package zveno.node.peers;

import java.nio.charset.StandardCharsets;
import zveno.kernel.bytes.DecodeException;
import zveno.node.storage.errors.StoreDamagedException;

/** An address on disk: {@code scheme://host:port}. */
final class PeerRow {

  private PeerRow() {}

  static byte[] of(PeerAddress address) {
    return address.base().getBytes(StandardCharsets.UTF_8);
  }

  static PeerAddress read(byte[] row) {
    try {
      return PeerAddress.parse(new String(row, StandardCharsets.UTF_8));
    } catch (DecodeException e) {
      throw new StoreDamagedException("a stored peer address is unreadable", e);
    }
  }
}
