package zveno.node.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerClient;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.PeerTip;
import zveno.node.sync.WholeChainReader;

/**
 * Asks a peer again and again that knows only the tutorial's calls. It can tell its whole chain or
 * nothing; so it is first asked how long its answer would be, and if that is as long as before
 * there is most often nothing new. For one thread.
 */
final class Polling {

  /** Each time of so many the chain is read in any case. */
  private static final int READ_EACH = 10;

  private static final int OK = 200;
  private static final String LENGTH = "Content-Length";

  private final PeerClient client;
  private final WholeChainReader chains;
  private final PeerAddress peer;
  private final Consumer<PeerTip> told;
  private final Runnable seen;
  private Optional<String> length = Optional.empty();
  private int polls;

  /**
   * @param told called with the tip of the peer's chain each time that it was read
   * @param seen called each time that the peer has answered
   */
  Polling(
      PeerClient client,
      WholeChainReader chains,
      PeerAddress peer,
      Consumer<PeerTip> told,
      Runnable seen) {
    this.client = client;
    this.chains = chains;
    this.peer = peer;
    this.told = told;
    this.seen = seen;
  }

  /** Reads an answer with a chain, and adopts it if it has more work than ours. */
  void read(PeerAnswer answer) throws IOException, BadChainException {
    WholeChainReader.Told chain = chains.read(answer);
    told.accept(chain.end());
    chain.better().ifPresent(chains::adopt);
    length = answer.field(LENGTH);
    seen.run();
  }

  /** Polls until a call fails, or a Zveno node answers at this address. */
  void goOn(Duration pace) throws IOException, BadChainException, InterruptedException {
    while (true) {
      Thread.sleep(pace);
      polls++;
      if (polls % READ_EACH != 0 && isAsBefore()) {
        seen.run();
        continue;
      }
      try (PeerAnswer answer = client.getAlone(peer, WholeChainReader.PATH)) {
        if (answer.nodeId().isPresent()) {
          return;
        }
        read(answer);
      }
    }
  }

  private boolean isAsBefore() throws IOException, InterruptedException {
    if (length.isEmpty()) {
      return false;
    }
    try (PeerAnswer answer = client.head(peer, WholeChainReader.PATH)) {
      return answer.status() == OK
          && answer.nodeId().isEmpty()
          && answer.field(LENGTH).equals(length);
    }
  }
}
