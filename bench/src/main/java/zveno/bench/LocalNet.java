package zveno.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonValue;
import zveno.node.assembly.PeerSettings;
import zveno.node.cli.FreePorts;
import zveno.node.cli.LocalNode;
import zveno.node.follow.FollowSettings;
import zveno.node.peers.PeerAddress;

/** Nodes in this process that follow one another, with links of chance. */
final class LocalNet implements AutoCloseable {

  private static final int DIFFICULTY = 2;
  private static final long MAX_SECONDS = 120;
  private static final long BETWEEN_MILLIS = 50;

  private final List<LocalNode> nodes = new ArrayList<>();

  /**
   * Traffic over all links since the nodes were started.
   *
   * @param links number of followed peers, over all nodes
   * @param events events received
   * @param fetched blocks fetched that were added to a chain
   * @param pushed blocks pushed
   * @param entriesFetched waiting transactions that were fetched
   * @param entriesOffered waiting transactions that were offered
   */
  record Said(
      long links,
      long events,
      long fetched,
      long pushed,
      long entriesFetched,
      long entriesOffered) {

    private static final Said NOTHING = new Said(0, 0, 0, 0, 0, 0);

    private Said plus(Said other) {
      return new Said(
          links + other.links,
          events + other.events,
          fetched + other.fetched,
          pushed + other.pushed,
          entriesFetched + other.entriesFetched,
          entriesOffered + other.entriesOffered);
    }

    /** What was said since then, over the links that there are now. */
    Said since(Said before) {
      return new Said(
          links,
          events - before.events,
          fetched - before.fetched,
          pushed - before.pushed,
          entriesFetched - before.entriesFetched,
          entriesOffered - before.entriesOffered);
    }
  }

  private LocalNet() {}

  /** Starts this many nodes; each but the first gets one or two earlier ones as peers. */
  static LocalNet start(int count, RandomGenerator chance) throws IOException {
    LocalNet net = new LocalNet();
    try {
      List<Integer> ports = FreePorts.from(0, count);
      for (int place = 0; place < count; place++) {
        Set<Integer> told = new TreeSet<>();
        for (int i = 0; i < 2 && place > 0; i++) {
          told.add(ports.get(chance.nextInt(place)));
        }
        net.nodes.add(
            LocalNode.inNet(
                ports.get(place),
                DIFFICULTY,
                new PeerSettings(
                    told.stream().map(LocalNet::address).toList(),
                    Optional.of(address(ports.get(place))),
                    Optional.empty(),
                    FollowSettings.DEFAULT)));
      }
      return net;
    } catch (IOException | RuntimeException | Error e) {
      net.close();
      throw e;
    }
  }

  private static PeerAddress address(int port) {
    try {
      return PeerAddress.parse("http://127.0.0.1:" + port);
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
  }

  List<LocalNode> nodes() {
    return nodes;
  }

  LocalNode any(RandomGenerator chance) {
    return nodes.get(chance.nextInt(nodes.size()));
  }

  /**
   * Waits until all follow a peer and the links have been stable for a while; returns their number.
   */
  long awaitLinks() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    long calm = 0;
    long before = -1;
    while (System.nanoTime() - deadline < 0) {
      long links = said().links();
      calm = links == before && links >= nodes.size() - 1 ? calm + 1 : 0;
      if (calm == 20) {
        return links;
      }
      before = links;
      Thread.sleep(BETWEEN_MILLIS);
    }
    throw new IOException("after " + MAX_SECONDS + " s links still come and go");
  }

  /** The traffic between the nodes so far. */
  Said said() throws IOException, InterruptedException {
    Said all = Said.NOTHING;
    for (LocalNode node : nodes) {
      for (JsonValue peer : member(node.get("/api/v1/peers"), "peers").elements()) {
        JsonValue traffic = member(peer, "traffic");
        boolean follows = member(peer, "state").text().equals("following");
        all =
            all.plus(
                new Said(
                    follows ? 1 : 0,
                    number(traffic, "events"),
                    number(traffic, "blocksFetched"),
                    number(traffic, "blocksPushed"),
                    number(traffic, "entriesFetched"),
                    number(traffic, "entriesOffered")));
      }
    }
    return all;
  }

  private static long number(JsonValue object, String name) throws IOException {
    return member(object, name).integer().longValueExact();
  }

  private static JsonValue member(JsonValue object, String name) throws IOException {
    return object.member(name).orElseThrow(() -> new IOException("no " + name + " in " + object));
  }

  @Override
  public void close() {
    nodes.forEach(LocalNode::close);
  }
}
