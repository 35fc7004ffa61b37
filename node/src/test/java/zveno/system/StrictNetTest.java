package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.cli.NodeHere;

/**
 * Five nodes with strict rules, behind gates, with clocks that the test moves: they pay, mine,
 * fork, part, sleep for twelve hours, differ in their clocks, and meet again. In the end all hold
 * one chain, the same balances, and not a unit more than the rules have made. {@code
 * -Dzveno.strict.chain=FILE} writes the chain, to be judged by another program.
 */
@LongRunning
@Timeout(900)
class StrictNetTest {

  private static final int NODES = 5;
  private static final int ROUNDS = Integer.getInteger("zveno.strict.rounds", 3);
  private static final long ALLOCATED = 100_000;
  private static final long REWARD = 50;
  private static final long MATURITY = 3;
  private static final Duration NIGHT = Duration.ofHours(12);

  private final Random random = Seeds.random("StrictNetTest");
  private final List<Person> people =
      IntStream.rangeClosed(1, NODES).mapToObj(Person::numbered).toList();
  private final Genesis genesis = StrictNets.genesis(REWARD, 0, MATURITY, allocations());
  private final List<Gate> gates = new ArrayList<>();
  private final List<MovedClock> clocks = new ArrayList<>();
  private final List<NodeHere> nodes = new ArrayList<>();
  private final List<Api> apis = new ArrayList<>();

  @TempDir Path home;

  private Map<Address, Coins> allocations() {
    Map<Address, Coins> all = new LinkedHashMap<>();
    people.forEach(person -> all.put(person.address(), new Coins(ALLOCATED)));
    return all;
  }

  /** Goes as time does, from the net's beginning on, and jumps ahead when it is told to. */
  private static final class MovedClock extends Clock {

    private static final Instant BEGAN = Instant.now();

    private volatile Duration moved = Duration.ofMinutes(10);

    void jump(Duration ahead) {
      moved = moved.plus(ahead);
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochSecond(StrictNets.BEGIN)
          .plus(Duration.between(BEGAN, Instant.now()))
          .plus(moved);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void start() throws Exception {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    for (int i = 0; i < NODES; i++) {
      gates.add(Gate.open());
    }
    for (int i = 0; i < NODES; i++) {
      MovedClock clock = new MovedClock();
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--rules=strict",
                  "--genesis=" + file,
                  "--data-dir=" + home.resolve("node-" + i),
                  "--mining-threads=1",
                  "--advertise=" + gates.get(i).url(),
                  "--reward-address=" + people.get(i).address().text()));
      for (int j = 0; j < NODES; j++) { // all are told of all, so that any two halves are connected
        if (j != i) {
          options.add("--peer=" + gates.get(j).url());
        }
      }
      NodeHere node = NodeHere.start(options, clock);
      clocks.add(clock);
      nodes.add(node);
      apis.add(new Api(node.uri()));
      gates.get(i).leadTo(apis.get(i));
    }
  }

  @AfterEach
  void stop() throws IOException {
    nodes.reversed().forEach(NodeHere::close);
    for (Gate gate : gates) {
      gate.close();
    }
  }

  private void split(Set<Integer> some) throws Exception {
    Set<String> ours = new HashSet<>();
    Set<String> others = new HashSet<>();
    for (int i = 0; i < NODES; i++) {
      String name = Api.text(apis.get(i).get("/api/v1/status").expect(200).json(), "nodeId");
      (some.contains(i) ? ours : others).add(name);
    }
    for (int i = 0; i < NODES; i++) {
      gates.get(i).shutTo(some.contains(i) ? others : ours);
    }
  }

  private void heal() {
    gates.forEach(gate -> gate.shutTo(Set.of()));
  }

  private static String mine(Api node) throws Exception {
    return Api.text(node.mineAnew(), "hash");
  }

  private void mine(int node, int blocks) throws Exception {
    for (int i = 0; i < blocks; i++) {
      mine(apis.get(node));
    }
  }

  private JsonValue account(Api node, Person owner) throws Exception {
    return node.get("/api/v1/accounts/" + owner.address().text()).expect(200).json();
  }

  /** Somebody pays somebody, at this node, whatever was paid elsewhere meanwhile. */
  private void pay(int node) throws Exception {
    Person sender = people.get(random.nextInt(NODES));
    Person recipient = people.get(random.nextInt(NODES));
    Api api = apis.get(node);
    long nonce = Api.integer(account(api, sender), "nonce");
    String payment =
        sender
            .pays(
                genesis.id(),
                recipient.address(),
                1 + random.nextInt(500),
                random.nextInt(5),
                nonce,
                10_000)
            .toString();
    int status = api.post("/transactions/new", payment).status();
    assertThat(status).isIn(201, 400); // one with this nonce may wait already
  }

  private void payAndMine(int node, int blocks) throws Exception {
    for (int i = 0; i < blocks; i++) {
      pay(node);
      pay(node);
      mine(node, 1);
    }
  }

  /** One more block where most work is, so that there is no second chain with as much. */
  private void agree() throws Exception {
    Api longest = apis.getFirst();
    for (Api node : apis) {
      longest = Net.height(node) > Net.height(longest) ? node : longest;
    }
    Net.awaitTip(mine(longest), apis);
  }

  private void jump(Duration ahead) {
    clocks.forEach(clock -> clock.jump(ahead));
  }

  @Test
  void oneChainAndOneSetOfBalancesAreLeft() throws Exception {
    agree();
    for (int round = 0; round < ROUNDS; round++) {
      int first = random.nextInt(NODES);
      Set<Integer> some = Set.of(first, (first + 1) % NODES);
      int other = (first + 2) % NODES;

      split(some);
      payAndMine(first, 3 + random.nextInt(5));
      payAndMine(other, 3 + random.nextInt(5));
      heal();
      agree();

      jump(NIGHT); // all sleep
      payAndMine(random.nextInt(NODES), 3);
      agree();

      split(some); // some sleep, and wake apart from the others
      payAndMine(first, 2);
      jump(NIGHT);
      payAndMine(other, 5);
      heal();
      agree();

      nightPassesForOneFirst(first, other);
      agree();
    }
    insistOnBalances();
    write();
  }

  /** Its blocks are too early for the others, who blame nobody, and take them when it is time. */
  private void nightPassesForOneFirst(int early, int other) throws Exception {
    String before = Net.tip(apis.get(other));
    clocks.get(early).jump(NIGHT);
    payAndMine(early, 2);
    String tip = Net.tip(apis.get(early));
    pay(other); // the others go on, and see the early tip meanwhile
    assertThat(Net.tip(apis.get(other))).isEqualTo(before);
    for (int i = 0; i < NODES; i++) {
      if (i != early) {
        clocks.get(i).jump(NIGHT);
      }
    }
    Net.awaitTip(tip, apis);
  }

  private void insistOnBalances() throws Exception {
    List<String> accounts = new ArrayList<>();
    long supply = 0;
    for (Person person : people) {
      JsonValue account = account(apis.getFirst(), person);
      supply += Api.integer(account, "balance") + Api.integer(account, "immature");
      accounts.add(confirmed(account));
    }
    for (Api node : apis) {
      List<String> its = new ArrayList<>();
      for (Person person : people) {
        its.add(confirmed(account(node, person)));
      }
      assertThat(its).isEqualTo(accounts);
      assertThat(node.hashes()).isEqualTo(apis.getFirst().hashes());
    }
    long made = REWARD * (Net.height(apis.getFirst()) - 1);
    assertThat(supply).isEqualTo(NODES * ALLOCATED + made);
  }

  private static String confirmed(JsonValue account) {
    return "%d %d %d"
        .formatted(
            Api.integer(account, "balance"),
            Api.integer(account, "immature"),
            Api.integer(account, "nonce"));
  }

  private void write() throws Exception {
    String file = System.getProperty("zveno.strict.chain", "");
    if (!file.isEmpty()) {
      String chain = apis.getLast().get("/chain").expect(200).text();
      Files.writeString(Path.of(file), chain, StandardCharsets.UTF_8);
    }
  }
}
