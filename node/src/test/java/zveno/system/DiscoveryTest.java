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
import zveno.kernel.json.JsonValue;

/** Nodes that are told of one peer each find the others, and remember them. */
@Tag("slow")
@Timeout(300)
class DiscoveryTest {

  private static final int NODES = Boolean.getBoolean("zveno.long") ? 5 : 3;

  @TempDir Path home;

  private final List<Gate> gates = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private NodeProcess start(int place, String... options) throws Exception {
    NodeProcess node =
        NodeProcess.start(
            NodeProcess.program("--difficulty", "1", "--advertise", gates.get(place).url())
                .and("--data-dir", home.resolve("node-" + place).toString())
                .and(options));
    gates.get(place).leadTo(node.api());
    return node;
  }

  private static String state(Api node, String url) throws Exception {
    JsonValue peer = Net.peers(node).get(url);
    return peer == null ? "unknown" : Api.text(peer, "state");
  }

  @Test
  void whoKnowsOneFindsAllAndRemembersThem() throws Exception {
    try {
      for (int i = 0; i < NODES; i++) {
        gates.add(Gate.open());
      }
      nodes.add(start(0));
      for (int i = 1; i < NODES; i++) {
        nodes.add(start(i, "--peer", gates.get(i - 1).url()));
      }
      for (NodeProcess node : nodes) {
        long unused =
            Await.until(
                "followed by " + node.api().url(),
                () -> Net.following(node.api()),
                count -> count == NODES - 1);
      }

      // One that was told of nobody, and comes back.
      nodes.getFirst().kill9();
      for (int i = 1; i < NODES; i++) {
        Api node = nodes.get(i).api();
        String unused =
            Await.until(
                "state of a dead one",
                () -> state(node, gates.getFirst().url()),
                state -> state.equals("resting") || state.equals("unknown"));
      }
      nodes.set(0, start(0));
      Api back = nodes.getFirst().api();
      long unused =
          Await.until("followed again", () -> Net.following(back), count -> count == NODES - 1);
      Net.awaitTip(
          Api.text(back.mineAnew(), "hash"), nodes.stream().map(NodeProcess::api).toList());
      // Those that it has found it has found by itself: nobody registered them.
      Map<String, JsonValue> peers = Net.peers(back);
      assertThat(peers.values())
          .allSatisfy(peer -> assertThat(Api.text(peer, "source")).isEqualTo("found"));
    } finally {
      nodes.forEach(NodeProcess::close);
      for (Gate gate : gates) {
        gate.close();
      }
    }
  }
}
