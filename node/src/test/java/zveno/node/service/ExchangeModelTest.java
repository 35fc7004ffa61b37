package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zveno.kernel.Memos;
import zveno.kernel.chain.Candidate;
import zveno.kernel.entries.EntriesById;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.node.storage.Durability;
import zveno.node.storage.StoreSettings;

/**
 * A few nodes do at random all that can happen to entries, and an account is kept of what was
 * acknowledged, in few distinct words. After every step each node must have each entry that it has
 * ever had, in its pool or in its chain, and only once. In the end, when all have one chain and
 * nothing waits, every acknowledged request must stand in it.
 */
@Tag("slow")
class ExchangeModelTest {

  private static final List<Transaction> WORDS =
      List.of(
          Blocks.pay("ann", "bob", 1),
          Blocks.pay("bob", "carol", 2),
          Blocks.pay("carol", "dave", 3),
          Blocks.pay("0", "looks like a reward", 1));

  /** What is said of blocks on their way. */
  enum Told {
    /** The truth, always. */
    TRUTH,
    /**
     * Nothing, now and then, as if a Python node had brought the block; but only of blocks whose
     * entries have been told of before. Otherwise nobody can know that two are not one.
     */
    SOMETIMES_NOTHING,
    /** All sorts of things. */
    LIES
  }

  /** .ci/long takes more. */
  private static final int STEPS = Integer.getInteger("zveno.model.steps", 25);

  @TempDir Path folder;

  private final List<ServiceNode> nodes = new ArrayList<>();
  private final Map<ServiceNode, Set<EntryKey>> had = new HashMap<>();
  private final Map<Transaction, Integer> acknowledged = new HashMap<>();
  private Random random = new Random();
  private Told told = Told.TRUTH;

  @AfterEach
  void close() {
    nodes.forEach(ServiceNode::close);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUTH, 1, 1",
    "TRUTH, 2, 4",
    "TRUTH, 3, 4",
    "SOMETIMES_NOTHING, 4, 4",
    "SOMETIMES_NOTHING, 5, 1",
    "LIES, 6, 4",
    "LIES, 7, 1"
  })
  void everyAcknowledgedRequestStandsInTheChain(Told kind, long usualSeed, int geneses) {
    long seed = Long.getLong("zveno.seed", usualSeed);
    System.out.println("seed " + seed);
    random = new Random(seed);
    told = kind;
    for (int i = 0; i < 4; i++) {
      StoreSettings settings =
          i < 2
              ? StoreSettings.in(folder.resolve("store" + i)).with(Durability.OS)
              : StoreSettings.ephemeral();
      ServiceLimits limits = ServiceLimits.DEFAULT;
      ServiceNode node = new ServiceNode("node " + i, settings, limits, 1 + i % geneses);
      node.service.exchangeEntries();
      nodes.add(node);
      had.put(node, new HashSet<>());
    }
    for (int step = 0; step < STEPS; step++) {
      step();
    }
    converge();
    account();
  }

  private void step() {
    ServiceNode node = anyNode();
    ServiceNode other = anyNode();
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> post(node);
      case 3, 4 -> tellSome(node, other);
      case 5, 6 -> node.mine();
      case 7, 8, 9 -> follow(node, other);
      case 10 -> buildInVain(node, other);
      default -> {
        if (nodes.indexOf(node) < 2) {
          node.restart();
        }
      }
    }
    check(node);
    check(other);
  }

  private ServiceNode anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private void post(ServiceNode node) {
    Transaction words = WORDS.get(random.nextInt(WORDS.size()));
    had(node).add(node.post(words));
    acknowledged.merge(words, 1, Integer::sum);
  }

  private Set<EntryKey> had(ServiceNode node) {
    return had.getOrDefault(node, new HashSet<>());
  }

  private void tellSome(ServiceNode from, ServiceNode to) {
    List<ForeignEntry> some = new ArrayList<>();
    for (PoolEntry entry : from.waiting()) {
      if (random.nextInt(3) > 0) {
        some.add(new ForeignEntry(entry.id(), entry.transaction()));
      }
    }
    Collections.shuffle(some, random);
    some.addAll(some.subList(0, some.size() / 2)); // and some of them twice
    List<RelayResult> taken = to.service.take(some);
    assertThat(taken).hasSize(some.size()).doesNotContain(RelayResult.FULL);
    some.forEach(entry -> had(to).add(entry.key()));
  }

  /** The first node gets what the other has, if that is longer. */
  private void follow(ServiceNode node, ServiceNode other) {
    if (other.service.tip().height() <= node.service.tip().height()) {
      return;
    }
    long fork = forkHeight(node, other);
    if (fork == node.service.tip().height() && random.nextBoolean()) {
      List<NewBlock> blocks = onTheirWay(node, other.blocks(fork + 1));
      while (!blocks.isEmpty()) {
        int some = 1 + random.nextInt(blocks.size());
        assertThat(node.service.extend(blocks.subList(0, some)))
            .isInstanceOf(ExtendResult.Extended.class);
        blocks = blocks.subList(some, blocks.size());
      }
    } else {
      long from = random.nextBoolean() ? fork : random.nextLong(fork + 1);
      assertThat(node.adopt(onTheirWay(node, other.blocks(from + 1)), from))
          .isInstanceOf(AdoptResult.Adopted.class);
    }
    assertThat(node.service.tip()).isEqualTo(other.service.tip());
  }

  /** A chain is staged, and nobody adopts it; what it has stored may still be there. */
  private void buildInVain(ServiceNode node, ServiceNode other) {
    long fork = forkHeight(node, other);
    Candidate candidate = node.candidate(onTheirWay(node, other.blocks(fork + 1)), fork);
    if (random.nextBoolean()) {
      node.service.discard(candidate);
    }
  }

  private static long forkHeight(ServiceNode one, ServiceNode other) {
    List<NewBlock> ours = one.blocks(1);
    List<NewBlock> theirs = other.blocks(1);
    int same = 0;
    while (same < Math.min(ours.size(), theirs.size())
        && ours.get(same).block().id().equals(theirs.get(same).block().id())) {
      same++;
    }
    return same;
  }

  private List<NewBlock> onTheirWay(ServiceNode node, List<NewBlock> blocks) {
    return switch (told) {
      case TRUTH -> blocks;
      case SOMETIMES_NOTHING ->
          blocks.stream()
              .map(one ->
                  hadAll(node, one) && random.nextInt(3) == 0 ? NewBlock.of(one.block()) : one)
              .toList();
      case LIES -> blocks.stream().map(this::lie).toList();
    };
  }

  private boolean hadAll(ServiceNode node, NewBlock block) {
    List<Transaction> posted = ClassicRules.userTransactions(block.block());
    return block.memo().count() == posted.size()
        && IntStream.range(0, posted.size())
            .mapToObj(i -> new EntryKey(new EntryId(block.memo().number(i)), posted.get(i).id()))
            .allMatch(had(node)::contains);
  }

  private NewBlock lie(NewBlock block) {
    List<EntryId> trace = new ArrayList<>(Memos.ids(block));
    switch (random.nextInt(8)) {
      case 0 -> trace.clear();
      case 1 -> trace.add(anyId());
      case 2 -> trace.replaceAll(_ -> anyId());
      case 3 -> trace.replaceAll(_ -> knownId());
      case 4 -> Collections.fill(trace, knownId());
      case 5 -> Collections.shuffle(trace, random);
      case 6 -> {
        trace.clear();
        ClassicRules.userTransactions(block.block()).forEach(_ -> trace.add(knownId()));
      }
      default -> {
        // the truth, for once
      }
    }
    return Memos.with(block.block(), trace);
  }

  private EntryId anyId() {
    return new EntryId(new UUID(random.nextLong(), random.nextLong()));
  }

  /** The id of something that waits somewhere, or has waited. */
  private EntryId knownId() {
    List<EntryId> ids =
        had(anyNode()).stream()
            .map(EntryKey::id)
            .sorted(Comparator.comparing(EntryId::toString))
            .toList();
    return ids.isEmpty() ? anyId() : ids.get(random.nextInt(ids.size()));
  }

  private void check(ServiceNode node) {
    node.check();
    Set<EntryKey> waiting = new HashSet<>(node.waitingKeys());
    for (EntryKey key : had(node)) {
      assertThat(waiting.contains(key) || node.isInChain(key))
          .as("%s, which %s has acknowledged, is in its pool or its chain", key, node.name)
          .isTrue();
    }
  }

  /** Everybody tells everybody everything, and mines in turn, until nothing waits. */
  private void converge() {
    for (int round = 0; round < 3; round++) {
      for (ServiceNode miner : nodes) {
        for (ServiceNode from : nodes) {
          tellAll(from);
        }
        ServiceNode longest =
            Collections.max(nodes, Comparator.comparingLong(one -> one.service.tip().height()));
        follow(miner, longest);
        miner.mine();
        for (ServiceNode node : nodes) {
          follow(node, miner);
          check(node);
        }
      }
    }
    assertThat(nodes)
        .allSatisfy(node -> {
          assertThat(node.waiting()).isEmpty();
          assertThat(node.service.tip()).isEqualTo(nodes.getLast().service.tip());
        });
  }

  private void tellAll(ServiceNode from) {
    List<PoolEntry> all = from.waiting();
    for (ServiceNode to : nodes) {
      from.tell(to);
      all.forEach(entry -> had(to).add(entry.key()));
    }
  }

  private void account() {
    Map<Transaction, Integer> standing = new HashMap<>();
    for (EntriesById block : nodes.getFirst().entries()) {
      block.transactions().forEach(words -> standing.merge(words, 1, Integer::sum));
    }
    switch (told) {
      case TRUTH -> assertThat(standing).isEqualTo(acknowledged);
      case SOMETIMES_NOTHING -> assertStanding(standing, acknowledged);
      case LIES -> nodes.forEach(node -> assertStanding(standing, counted(had(node))));
    }
    System.out.println("acknowledged " + acknowledged.values() + ", standing " + standing.values());
  }

  private static void assertStanding(
      Map<Transaction, Integer> standing, Map<Transaction, Integer> asked) {
    asked.forEach((words, times) ->
        assertThat(standing.getOrDefault(words, 0)).as("%s", words).isGreaterThanOrEqualTo(times));
  }

  private static Map<Transaction, Integer> counted(Set<EntryKey> keys) {
    Map<Transaction, Integer> counts = new HashMap<>();
    for (Transaction words : WORDS) {
      long times = keys.stream().filter(key -> key.transaction().equals(words.id())).count();
      counts.put(words, Math.toIntExact(times));
    }
    return counts;
  }
}
