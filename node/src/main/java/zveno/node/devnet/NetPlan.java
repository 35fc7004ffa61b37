package zveno.node.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The nodes of the network, and their peers.
 *
 * @param members in the order of their names
 */
public record NetPlan(List<Member> members) {

  /**
   * One node.
   *
   * @param name {@code node-1} and so on
   * @param port where it listens on this machine
   * @param folder its data folder
   * @param follows indexes of its peers in the plan
   */
  public record Member(String name, int port, Path folder, List<Integer> follows) {

    public Member {
      follows = List.copyOf(follows);
    }

    /** Where others reach it. */
    public String url() {
      return "http://127.0.0.1:" + port;
    }
  }

  public NetPlan {
    members = List.copyOf(members);
  }

  /**
   * One node for each port. Each follows one or two others, so that each node reaches every other
   * in at most as many steps as the number of nodes has binary digits.
   *
   * @param home the folder of their folders
   */
  public static NetPlan of(List<Integer> ports, Path home) {
    List<Member> members = new ArrayList<>();
    for (int place = 0; place < ports.size(); place++) {
      String name = "node-" + (place + 1);
      members.add(
          new Member(name, ports.get(place), home.resolve(name), followed(place, ports.size())));
    }
    return new NetPlan(members);
  }

  /** The two of a generalised de Bruijn graph, but not itself. */
  private static List<Integer> followed(int place, int count) {
    return IntStream.of(2 * place + 1, 2 * place + 2)
        .map(other -> other % count)
        .filter(other -> other != place)
        .distinct()
        .boxed()
        .toList();
  }

  /** The names of those that this one follows. */
  public List<String> followedBy(Member member) {
    return member.follows().stream().map(place -> members.get(place).name()).toList();
  }
}
