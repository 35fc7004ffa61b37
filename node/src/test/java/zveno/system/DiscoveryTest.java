package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/** Nodes that are told of one peer each find the others, and remember them. */
@LongRunning
@Tag("slow")
@Timeout(300)
class DiscoveryTest {

  private static final int NODES = 5;

  @TempDir Path home;

  private final List<Gate> gates = new ArrayList<>();
  private final List<Peer> nodes = new ArrayList<>();

  /** The one that is killed is in a process of its own. */
  private NodeProcess startFirst() throws Exception {
    NodeProcess node =
        NodeProcess.on(
            home.resolve("first"), "--difficulty", "1", "--advertise", gates.getFirst().url());
    gates.getFirst().leadTo(node.api());
    return node;
  }

  private OwnNode start(int place) {
    OwnNode node =
        OwnNode.on(
            home.resolve("node-" + place),
            "--difficulty",
            "1",
            "--advertise",
            gates.get(place).url(),
            "--peer",
            gates.get(place - 1).url());
    gates.get(place).leadTo(node.api());
    return node;
  }

  private static String state(Api node, String url) throws Exception {
    JsonValue peer = Net.peers(node).get(url);
    return peer == null ? "unknown" : Api.text(peer, "state");
  }

  @Test
  void aNodeThatKnowsOnePeerFindsAllAndRemembersThem() throws Exception {
    try {
      for (int i = 0; i < NODES; i++) {
        gates.add(Gate.open());
      }
      NodeProcess first = startFirst();
      nodes.add(first);
      for (int i = 1; i < NODES; i++) {
        nodes.add(start(i));
      }
      for (Peer node : nodes) {
        long unused =
            Await.until(
                "followed by " + node.api().url(),
                () -> Net.following(node.api()),
                count -> count == NODES - 1);
      }

      // One that was told of nobody, and comes back.
      first.kill9();
      for (int i = 1; i < NODES; i++) {
        Api node = nodes.get(i).api();
        String unused =
            Await.until(
                "state of a dead one",
                () -> state(node, gates.getFirst().url()),
                state -> state.equals("resting") || state.equals("unknown"));
      }
      nodes.set(0, startFirst());
      Api back = nodes.getFirst().api();
      long unused =
          Await.until("followed again", () -> Net.following(back), count -> count == NODES - 1);
      Net.awaitTip(Api.text(back.mineAnew(), "hash"), nodes.stream().map(Peer::api).toList());
      // Those that it has found it has found by itself: nobody registered them.
      Map<String, JsonValue> peers = Net.peers(back);
      assertThat(peers.values())
          .allSatisfy(peer -> assertThat(Api.text(peer, "source")).isEqualTo("found"));
    } finally {
      for (Peer node : nodes) {
        node.close();
      }
      for (Gate gate : gates) {
        gate.close();
      }
    }
  }
}
