package zveno.kernel.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import zveno.kernel.StoreSamples;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateDraft;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/** What every store promises of the state, on whatever path it is read. */
public abstract class StateContract {

  private static final long SEED = Long.getLong("zveno.seed", 20_171);

  /** How long the history of chance is. */
  protected int steps() {
    return 250;
  }

  /** A view that stays as it is; closing it lets go of what it holds. */
  public record Frozen(ChainView chain, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  protected abstract ChainStore store();

  /** Writes all or nothing, for good. */
  protected abstract void commit(Consumer<ChainBatch> changes);

  protected abstract Frozen freeze();

  /** Closes the store and opens it again, if it can be. */
  protected abstract void reopen();

  /** Has the store put its rows into files, if it has any. */
  protected void settle() {}

  private static StateKey key(String name) {
    return StateKey.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<byte[]> bytes(String text) {
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static StateChanges changes(String... keysAndValues) {
    Map<StateKey, Optional<byte[]>> changes = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String value = keysAndValues[i + 1];
      changes.put(key(keysAndValues[i]), value.isEmpty() ? Optional.empty() : bytes(value));
    }
    return StateChanges.of(changes);
  }

  private static BlockPosition at(long branch, long height) {
    return new BlockPosition(branch, height);
  }

  private static String read(ChainView view, ChainPath path, String key) {
    try (StateReader reader = view.state(path)) {
      return text(reader.value(key(key)));
    }
  }

  private static String text(Optional<byte[]> value) {
    return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("-");
  }

  @Test
  void aNewStoreHasNoState() {
    assertThat(read(store().live(), ChainPath.EMPTY, "ann")).isEqualTo("-");
    assertThat(read(store().live(), ChainPath.EMPTY.then(1, 5), "ann")).isEqualTo("-");
    assertThat(store().live().stateKeys(at(1, 1))).isEmpty();
    assertThat(store().live().stateKeys(Optional.empty(), 9)).isEmpty();
  }

  @Test
  void aKeyHasWhatTheLastBlockOfThePathHasMadeOfIt() {
    commit(batch -> {
      batch.putState(at(1, 1), changes("ann", "1", "bob", "1"));
      batch.putState(at(1, 3), changes("ann", "3"));
      batch.putState(at(2, 3), changes("bob", "side 3"));
      batch.putState(at(1, 300), changes("ann", "300", "bob", ""));
      batch.putState(at(2, 4), StateChanges.NONE);
    });
    ChainPath main = ChainPath.EMPTY.then(1, 400);
    ChainPath side = main.upTo(2).then(2, 4);
    ChainView live = store().live();
    assertThat(read(live, main, "ann")).isEqualTo("300");
    assertThat(read(live, main, "bob")).isEqualTo("-");
    assertThat(read(live, main.upTo(299), "ann")).isEqualTo("3");
    assertThat(read(live, main.upTo(299), "bob")).isEqualTo("1");
    assertThat(read(live, main.upTo(2), "ann")).isEqualTo("1");
    assertThat(read(live, side, "ann")).isEqualTo("1");
    assertThat(read(live, side, "bob")).isEqualTo("side 3");
    assertThat(read(live, side, "eve")).isEqualTo("-");
    try (StateReader reader = live.state(main)) {
      StateRow bob = reader.find(key("bob")).orElseThrow();
      assertThat(bob.where()).isEqualTo(at(1, 300));
      assertThat(bob.value()).isEmpty();
      assertThat(reader.find(key("ann")).orElseThrow().where()).isEqualTo(at(1, 300));
      assertThat(reader.find(key("eve"))).isEmpty();
    }
    assertThat(live.stateKeys(at(1, 1))).containsExactly(key("ann"), key("bob"));
    assertThat(live.stateKeys(at(2, 3))).containsExactly(key("bob"));
    assertThat(live.stateKeys(at(2, 4))).isEmpty();
  }

  /** Short keys, long keys, keys that begin alike, and keys that look like others' rows. */
  private static List<StateKey> awkwardKeys() {
    List<StateKey> keys = new ArrayList<>();
    for (int length : new int[] {1, 2, 8, 31, 32, 33, 34, 47, 48, 49, 63, 64}) {
      for (int fill : new int[] {0, 1, 0x7f, 0xff}) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        keys.add(StateKey.of(bytes));
        bytes[length - 1] ^= 2;
        keys.add(StateKey.of(bytes));
      }
    }
    return keys;
  }

  @Test
  void noKeyIsTakenForAnother() {
    List<StateKey> keys = awkwardKeys();
    Map<StateKey, Optional<byte[]>> even = new HashMap<>();
    for (int i = 0; i < keys.size(); i += 2) {
      even.put(keys.get(i), bytes("value " + i));
    }
    commit(batch -> batch.putState(at(3, 7), StateChanges.of(even)));
    settle();
    try (StateReader reader = store().live().state(ChainPath.EMPTY.then(1, 6).then(3, 9))) {
      for (int i = 0; i < keys.size(); i++) {
        String expected = i % 2 == 0 ? "value " + i : "-";
        assertThat(text(reader.value(keys.get(i)))).as("%s", keys.get(i)).isEqualTo(expected);
      }
    }
    assertThat(new HashSet<>(store().live().stateKeys(at(3, 7)))).isEqualTo(even.keySet());
    Set<StateKey> paged = new HashSet<>();
    Optional<StateKey> after = Optional.empty();
    while (true) {
      List<StateKey> page = store().live().stateKeys(after, 5);
      assertThat(page).hasSizeLessThanOrEqualTo(5);
      if (page.isEmpty()) {
        break;
      }
      assertThat(page).allMatch(paged::add);
      after = Optional.of(page.getLast());
    }
    assertThat(paged).isEqualTo(even.keySet());
  }

  @Test
  void whatIsRemovedIsOnNoPath() {
    commit(batch -> {
      batch.putState(at(1, 1), changes("ann", "1"));
      batch.putState(at(1, 2), changes("ann", "2", "bob", "2"));
      batch.putState(at(2, 2), changes("ann", "side"));
    });
    store().stage(batch -> batch.removeState(at(1, 2), List.of(key("ann"), key("bob"))));
    ChainPath main = ChainPath.EMPTY.then(1, 2);
    assertThat(read(store().live(), main, "ann")).isEqualTo("1");
    assertThat(read(store().live(), main, "bob")).isEqualTo("-");
    assertThat(read(store().live(), main.upTo(1).then(2, 2), "ann")).isEqualTo("side");
    assertThat(store().live().stateKeys(at(1, 2))).isEmpty();
    assertThat(store().live().stateKeys(Optional.empty(), 9)).containsExactly(key("ann"));
  }

  /** Thousands of removed rows lie before the one that counts, in files and not. */
  @Test
  void manyRemovedBlocksDoNotHideWhatIsBelow() {
    long many = 3_000;
    commit(batch -> {
      batch.putState(at(1, 1), changes("ann", "below", "bob", "below"));
      for (long height = 2; height <= many; height++) {
        batch.putState(at(4, height), changes("ann", "gone " + height));
        batch.putState(at(6, height), changes("ann", "other " + height));
      }
      batch.putState(at(8, many + 2), changes("bob", "tip"));
    });
    settle();
    ChainPath path = ChainPath.EMPTY.then(1, 1).then(3, 2).then(8, many + 2);
    assertThat(read(store().live(), path, "ann")).isEqualTo("below");
    for (long height = many; height > 1; height--) {
      long here = height;
      store().stage(batch -> batch.removeState(at(4, here), List.of(key("ann"))));
    }
    assertThat(read(store().live(), path, "ann")).isEqualTo("below");
    assertThat(read(store().live(), path, "bob")).isEqualTo("tip");
    settle();
    assertThat(read(store().live(), path, "ann")).isEqualTo("below");
    assertThat(read(store().live(), ChainPath.EMPTY.then(6, many), "ann"))
        .isEqualTo("other " + many);
    assertThat(read(store().live(), ChainPath.EMPTY.then(4, many), "ann")).isEqualTo("-");
  }

  @Test
  void aReaderStaysWithWhatItHasOpened() {
    commit(batch -> batch.putState(at(1, 1), changes("ann", "1")));
    ChainPath path = ChainPath.EMPTY.then(1, 9);
    try (StateReader before = store().live().state(path);
        Frozen frozen = freeze()) {
      commit(batch -> {
        batch.putState(at(1, 2), changes("ann", "2"));
        batch.removeState(at(1, 1), List.of(key("ann")));
      });
      settle();
      assertThat(text(before.value(key("ann")))).isEqualTo("1");
      assertThat(read(frozen.chain(), path, "ann")).isEqualTo("1");
      assertThat(frozen.chain().stateKeys(at(1, 2))).isEmpty();
      assertThat(read(store().live(), path, "ann")).isEqualTo("2");
    }
    reopen();
    assertThat(read(store().live(), path, "ann")).isEqualTo("2");
    assertThat(store().live().stateKeys(at(1, 2))).containsExactly(key("ann"));
  }

  @Test
  void whatComesInBulkIsReadAsIfItHadBeenStaged() {
    Optional<BulkWriter> bulk = store().bulk();
    Assumptions.assumeTrue(bulk.isPresent(), "this store takes nothing in bulk");
    Random random = new Random(SEED);
    List<StateKey> keys = awkwardKeys();
    Map<StateKey, byte[]> expected = new HashMap<>();
    ChainPath path = ChainPath.EMPTY.then(5, 500);
    try (BulkWriter stage = bulk.get()) {
      for (long height = 1; height <= 500; height++) {
        Map<StateKey, Optional<byte[]>> changes = new HashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
          StateKey key = keys.get(random.nextInt(keys.size()));
          byte[] value = new byte[random.nextInt(1, 1 + random.nextInt(1, 200))];
          random.nextBytes(value);
          changes.put(key, Optional.of(value));
          expected.put(key, value);
        }
        stage.add(at(5, height), StoreSamples.block("bulk " + height, height), List.of());
        stage.putState(at(5, height), StateChanges.of(changes));
      }
      assertThat(store().live().stateKeys(Optional.empty(), 9)).isEmpty();
      stage.finish();
    }
    reopen();
    try (StateReader reader = store().live().state(path)) {
      for (StateKey key : keys) {
        assertThat(reader.value(key).orElse(new byte[0]))
            .isEqualTo(expected.getOrDefault(key, new byte[0]));
      }
    }
  }

  @Test
  void theWriterSeesWhatItsBatchHasAlready() {
    WriterState writer = new WriterState(store());
    commit(batch -> writer.put(at(1, 1), changes("ann", "1", "bob", "1"), batch));
    ChainPath path = ChainPath.EMPTY.then(1, 1);
    commit(batch -> {
      writer.put(at(1, 2), changes("ann", "2"), batch);
      writer.put(at(1, 3), changes("eve", "3"), batch);
      writer.put(at(2, 2), changes("bob", "side"), batch);
      assertThat(read(store().live(), path.upTo(1).then(2, 2), "bob")).isEqualTo("1");
      try (StateReader main = writer.at(ChainPath.EMPTY.then(1, 3), batch);
          StateReader side = writer.at(path.then(2, 2), batch)) {
        assertThat(text(main.value(key("ann")))).isEqualTo("2");
        assertThat(text(main.value(key("bob")))).isEqualTo("1");
        assertThat(text(main.value(key("eve")))).isEqualTo("3");
        assertThat(text(side.value(key("ann")))).isEqualTo("1");
        assertThat(text(side.value(key("bob")))).isEqualTo("side");
      }
    });
    commit(batch -> {
      try (StateReader main = writer.at(ChainPath.EMPTY.then(1, 3), batch)) {
        assertThat(text(main.value(key("ann")))).isEqualTo("2");
      }
    });
  }

  /** The common blocks are swept while the candidate grows: it goes on with what it began with. */
  @Test
  void aCandidateKeepsToItsOwnPath() {
    commit(batch -> {
      batch.putState(at(1, 1), changes("ann", "1", "bob", "1"));
      batch.putState(at(1, 2), changes("ann", "2", "eve", "2"));
      batch.putState(at(1, 3), changes("ann", "ours"));
    });
    ChainPath ours = ChainPath.EMPTY.then(1, 3);
    try (Frozen frozen = freeze();
        CandidateState state = new CandidateState(store(), frozen.chain(), ours.upTo(2), 7)) {
      assertThat(text(state.value(key("ann")))).isEqualTo("2");
      state.add(3, changes("bob", "theirs 3"));
      state.add(4, changes("dan", "theirs 4"));
      assertThat(text(state.value(key("bob")))).isEqualTo("theirs 3");
      store()
          .stage(batch -> {
            batch.putState(at(7, 3), changes("bob", "theirs 3"));
            batch.putState(at(7, 4), changes("dan", "theirs 4"));
          });
      state.stored();
      commit(batch -> {
        batch.removeState(at(1, 2), List.of(key("ann"), key("eve")));
        batch.putState(at(8, 2), changes("ann", "another"));
      });
      state.add(5, changes("bob", ""));
      assertThat(text(state.value(key("ann")))).isEqualTo("2");
      assertThat(text(state.value(key("bob")))).isEqualTo("-");
      assertThat(text(state.value(key("dan")))).isEqualTo("theirs 4");
      assertThat(text(state.value(key("eve")))).isEqualTo("2");
      assertThat(text(state.value(key("nil")))).isEqualTo("-");
    }
  }

  // A history of chance, beside a model that copies everything.

  /** A block of the model, with all of the state after it. */
  private record Node(ChainPath path, Map<StateKey, byte[]> state) {

    static final Node ROOT = new Node(ChainPath.EMPTY, Map.of());

    BlockPosition where() {
      return path.at(path.length());
    }

    boolean isIn(long branch) {
      return path.length() > 0 && where().branch() == branch;
    }

    long next() {
      return path.length() + 1;
    }
  }

  /** A view of one moment, and what the model says of it. */
  private record Held(Frozen frozen, List<Node> nodes) {}

  private final Random random = new Random(SEED);
  private final List<StateKey> names = someKeys();
  private final Map<BlockPosition, Node> nodes = new LinkedHashMap<>();
  private Node tip = Node.ROOT;
  private long lastBranch;

  private static List<StateKey> someKeys() {
    List<StateKey> keys = new ArrayList<>(awkwardKeys().subList(30, 60));
    for (int i = 0; i < 30; i++) {
      keys.add(key("account " + i));
    }
    return keys;
  }

  private StateChanges chance(StateView parent) {
    StateDraft draft = new StateDraft(parent);
    for (int i = random.nextInt(8); i > 0; i--) {
      StateKey key = names.get(random.nextInt(names.size()));
      byte[] before = draft.value(key).orElse(new byte[0]);
      if (random.nextInt(6) == 0) {
        draft.remove(key);
      } else {
        // Depends on what was read, so that one wrong read shows in all that follows.
        draft.put(
            key,
            Arrays.copyOf(
                (random.nextInt(100) + "," + new String(before, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1),
                24));
      }
    }
    return draft.changes();
  }

  private Node child(Node parent, BlockPosition where, StateChanges changes) {
    Map<StateKey, byte[]> state = new HashMap<>(parent.state());
    changes.forEach((key, value) ->
        value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key)));
    boolean same = parent.isIn(where.branch());
    ChainPath path =
        same ? parent.path().lengthened() : parent.path().then(where.branch(), where.height());
    Node node = new Node(path, state);
    nodes.put(where, node);
    return node;
  }

  private static StoredBlock blockAt(BlockPosition where) {
    return StoreSamples.block(where.branch() + "-" + where.height(), where.height());
  }

  /** Some blocks behind the tip in one commit; each is read for, as the writer does. */
  private void extend(WriterState writer) {
    boolean newBranch =
        tip.path().length() == 0
            || nodes.containsKey(at(tip.where().branch(), tip.next()))
            || random.nextInt(8) == 0;
    long branch = newBranch ? ++lastBranch : tip.where().branch();
    commit(batch -> {
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        BlockPosition where = at(branch, tip.next());
        StateChanges changes;
        try (StateReader reader = writer.at(tip.path(), batch)) {
          changes = chance(reader);
        }
        batch.add(where, blockAt(where), List.of());
        writer.put(where, changes, batch);
        tip = child(tip, where, changes);
      }
    });
  }

  /** A chain that forks off ours, built beside the writer, which then may go over to it. */
  private void candidate() {
    Node fork = forkOnOurs();
    long branch = ++lastBranch;
    Node last = fork;
    List<Node> unstored = new ArrayList<>();
    Map<BlockPosition, StateChanges> all = new HashMap<>();
    try (Frozen frozen = freeze();
        CandidateState state =
            new CandidateState(
                store(), frozen.chain(), tip.path().upTo(fork.path().length()), branch)) {
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        BlockPosition where = at(branch, last.next());
        StateChanges changes = chance(state);
        all.put(where, changes);
        state.add(where.height(), changes);
        last = child(last, where, changes);
        unstored.add(last);
        if (random.nextInt(4) == 0) {
          stage(unstored, all);
          state.stored();
        }
      }
      stage(unstored, all);
    }
    if (random.nextInt(3) > 0) {
      tip = last;
    }
  }

  private void stage(List<Node> unstored, Map<BlockPosition, StateChanges> all) {
    Optional<BulkWriter> bulk =
        random.nextInt(3) == 0 && !unstored.isEmpty() ? store().bulk() : Optional.empty();
    if (bulk.isPresent()) {
      try (BulkWriter stage = bulk.get()) {
        put(unstored, all, stage);
        stage.finish();
      }
    } else {
      store().stage(batch -> put(unstored, all, batch));
    }
    unstored.clear();
  }

  private static void put(List<Node> some, Map<BlockPosition, StateChanges> all, BlockSink target) {
    for (Node node : some) {
      target.add(node.where(), blockAt(node.where()), List.of());
      target.putState(node.where(), all.get(node.where()));
    }
  }

  private Node forkOnOurs() {
    long height = random.nextLong(Math.max(0, tip.path().length() - 25), tip.path().length() + 1);
    return height == 0 ? Node.ROOT : nodes.get(tip.path().at(height));
  }

  /** What lies above stays until it is swept. */
  private void rewind() {
    if (tip.path().length() > 30 && random.nextInt(3) == 0) {
      tip = forkOnOurs();
    }
  }

  /** What is neither on our path nor needed by it goes, or a part of it does, highest first. */
  private void sweep() {
    List<Node> off =
        nodes.values().stream().filter(node -> !tip.path().contains(node.where())).toList();
    long branch = off.isEmpty() ? 0 : off.get(random.nextInt(off.size())).where().branch();
    for (Node node : off.reversed()) {
      if (node.where().branch() == branch
          && nodes.values().stream()
              .noneMatch(other ->
                  other.path().contains(node.where())
                      && other != node
                      && other.where().branch() != branch)) {
        store()
            .stage(batch -> {
              batch.remove(node.where(), blockAt(node.where()).id(), List.of());
              batch.removeState(node.where(), store().live().stateKeys(node.where()));
            });
        nodes.remove(node.where());
      }
    }
  }

  private void check(ChainView view, Node node) {
    try (StateReader reader = view.state(node.path())) {
      for (StateKey key : names) {
        assertThat(reader.value(key).orElse(new byte[0]))
            .as("%s at %s", key, node.path())
            .isEqualTo(node.state().getOrDefault(key, new byte[0]));
      }
    }
  }

  @Test
  void anyHistoryIsReadAsTheModelHasIt() {
    System.out.println("seed " + SEED);
    WriterState writer = new WriterState(store());
    List<Held> held = new ArrayList<>();
    int reorganisations = 0;
    int swept = 0;
    for (int step = 0; step < steps(); step++) {
      Node before = tip;
      int known = nodes.size();
      switch (random.nextInt(11)) {
        case 0, 1, 2, 3 -> extend(writer);
        case 4, 5, 6 -> candidate();
        case 7 -> sweep();
        case 8 -> rewind();
        case 9 -> {
          if (held.size() < 5) {
            held.add(new Held(freeze(), List.copyOf(nodes.values())));
          } else {
            held.remove(0).frozen().close();
          }
        }
        default -> {
          if (random.nextInt(6) == 0) {
            held.forEach(one -> one.frozen().close());
            held.clear();
            reopen();
            writer = new WriterState(store());
          } else {
            settle();
          }
        }
      }
      reorganisations += tip.path().forkHeight(before.path()) < before.path().length() ? 1 : 0;
      swept += Math.max(0, known - nodes.size());
      check(store().live(), tip);
      if (!nodes.isEmpty()) {
        List<Node> all = List.copyOf(nodes.values());
        check(store().live(), all.get(random.nextInt(all.size())));
      }
      for (Held one : held) {
        if (!one.nodes().isEmpty()) {
          check(one.frozen().chain(), one.nodes().get(random.nextInt(one.nodes().size())));
        }
      }
    }
    held.forEach(one -> one.frozen().close());
    for (Node node : nodes.values()) {
      check(store().live(), node);
    }
    System.out.printf(
        "%d blocks, %d reorganisations, %d blocks swept%n", nodes.size(), reorganisations, swept);
    assertThat(reorganisations).isGreaterThan(steps() / 10);
    assertThat(swept).isGreaterThan(steps() / 4);
  }
}
