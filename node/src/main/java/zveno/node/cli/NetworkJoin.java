package zveno.node.cli;

import java.util.Optional;
import java.util.UUID;
import zveno.node.assembly.NodeConfig;
import zveno.node.config.CommandException;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.PeerException;
import zveno.node.peerclient.SelfDescription;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;

/** Takes the first block of a network from one of its nodes, for a node that joins it. */
final class NetworkJoin {

  private static final String FIRST_BLOCK = "/api/v1/blocks/1/canonical";

  /** More than the first block of any rules; a chain of the tutorial has a small one. */
  private static final int MAX_BYTES = 2 << 20;

  private NetworkJoin() {}

  /**
   * The canonical bytes of a peer's first block.
   *
   * @throws CommandException if the peer does not give it
   */
  static byte[] firstBlockOf(PeerAddress peer, NodeConfig config) {
    String unnamed = UUID.randomUUID().toString().replace("-", ""); // the store has our id
    SelfDescription ourselves =
        new SelfDescription(unnamed, Optional.empty(), config.peers().token(), peer::equals);
    try (PeerClient client =
            new PeerClient(config.policy(), ourselves, Timeouts.DEFAULT, config.trust().context());
        PeerAnswer answer = client.getAlone(peer, FIRST_BLOCK)) {
      if (answer.status() != 200) {
        throw CommandException.failed(
            "--join: " + peer + " answered " + FIRST_BLOCK + " with status " + answer.status());
      }
      return answer.bytes(MAX_BYTES);
    } catch (PeerException e) {
      throw CommandException.failed(
          "--join: the first block cannot be taken from " + peer + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("--join: interrupted");
    }
  }
}
