package zveno.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import zveno.kernel.json.JsonValue;

/** Nodes as processes with links of chance between them, each behind a gate. */
final class Net implements AutoCloseable {

  private final List<Gate> gates = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private Net() {}

  /** So many nodes in folders of their own; each but the first is told of one or two before it. */
  static Net start(Path home, int count, Random random, String... options) throws Exception {
    Net net = new Net();
    try {
      for (int i = 0; i < count; i++) {
        net.add(home.resolve("node-" + i), random, options);
      }
      return net;
    } catch (Exception | Error e) {
      net.close();
      throw e;
    }
  }

  private void add(Path folder, Random random, String... options) throws Exception {
    Gate gate = Gate.open();
    gates.add(gate);
    Set<String> links = new HashSet<>();
    for (int i = 0; i < 2 && !nodes.isEmpty(); i++) {
      links.add(gates.get(random.nextInt(nodes.size())).url());
    }
    Program program =
        NodeProcess.program(options)
            .and("--data-dir", folder.toString(), "--advertise", gate.url());
    for (String link : links) {
      program = program.and("--peer", link);
    }
    NodeProcess node = NodeProcess.start(program);
    nodes.add(node);
    gate.leadTo(node.api());
  }

  int size() {
    return nodes.size();
  }

  Api api(int place) {
    return nodes.get(place).api();
  }

  List<Api> all() {
    return nodes.stream().map(NodeProcess::api).toList();
  }

  Api any(Random random) {
    return api(random.nextInt(nodes.size()));
  }

  /** Cuts all links between these nodes and the others. */
  void split(Set<Integer> some) throws Exception {
    Set<String> ours = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      String name = Api.text(api(i).get("/api/v1/status").expect(200).json(), "nodeId");
      (some.contains(i) ? ours : others).add(name);
    }
    for (int i = 0; i < nodes.size(); i++) {
      gates.get(i).shutTo(some.contains(i) ? others : ours);
    }
  }

  /** Mends all links. */
  void heal() {
    gates.forEach(gate -> gate.shutTo(Set.of()));
  }

  /** The hash of the last block. */
  static String tip(Api api) throws IOException, InterruptedException {
    JsonValue status = api.get("/api/v1/status").expect(200).json();
    return Api.text(Api.member(status, "tip"), "hash");
  }

  /** The last block's height. */
  static long height(Api api) throws IOException, InterruptedException {
    return Api.integer(api.get("/api/v1/status").expect(200).json(), "height");
  }

  /** Waits until this is the last block everywhere. */
  static void awaitTip(String hash, Collection<Api> nodes) throws Exception {
    for (Api node : nodes) {
      String unused = Await.until("tip of " + node.url(), () -> tip(node), hash::equals);
    }
  }

  /** Waits until exactly these transactions wait everywhere, each as often as it is here. */
  static void awaitPool(List<String> transactions, Collection<Api> nodes) throws Exception {
    Map<String, Long> wanted = counted(transactions);
    for (Api node : nodes) {
      Map<String, Long> unused =
          Await.until(
              "pool of " + node.url(),
              () -> counted(node.pool().stream().map(JsonValue::toString).toList()),
              wanted::equals);
    }
  }

  /** How often each is there. */
  static Map<String, Long> counted(Collection<String> some) {
    Map<String, Long> counts = new TreeMap<>();
    some.forEach(one -> counts.merge(one, 1L, Long::sum));
    return counts;
  }

  /** All transactions of a chain but the rewards, and how often each is in it. */
  static Map<String, Long> posted(List<JsonValue> chain) {
    List<String> all = new ArrayList<>();
    for (JsonValue block : chain) {
      for (JsonValue one : Api.elements(block, "transactions")) {
        if (!Api.member(one, "sender").toString().equals("\"0\"")) {
          all.add(one.toString());
        }
      }
    }
    return counted(all);
  }

  /** The peers that a node tells of, by their address. */
  static Map<String, JsonValue> peers(Api api) throws IOException, InterruptedException {
    Map<String, JsonValue> peers = new LinkedHashMap<>();
    for (JsonValue peer : Api.elements(api.get("/api/v1/peers").expect(200).json(), "peers")) {
      peers.put(Api.text(peer, "url"), peer);
    }
    return peers;
  }

  /** How many peers a node follows. */
  static long following(Api api) throws IOException, InterruptedException {
    Predicate<JsonValue> follows = peer -> Api.text(peer, "state").equals("following");
    return peers(api).values().stream().filter(follows).count();
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    for (Gate gate : gates) {
      try {
        gate.close();
      } catch (IOException e) {
        System.err.println("a gate that does not close: " + e);
      }
    }
  }
}
