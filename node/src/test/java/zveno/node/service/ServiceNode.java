package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.PathReader;
import zveno.kernel.entries.EntriesById;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** A service and its store, and what a network would do with them. */
final class ServiceNode implements AutoCloseable {

  static final RuleSet RULES = Blocks.EASY;

  final String name;
  private final StoreSettings settings;
  private final ServiceLimits limits;
  private final long genesisSecond;
  private final Random random;
  private final List<Throwable> failures = new ArrayList<>();
  RocksStore store;
  ChainService service;

  /** Nodes with the same {@code genesisSecond} begin with the same block. */
  ServiceNode(String name, StoreSettings settings, ServiceLimits limits, long genesisSecond) {
    this.name = name;
    this.settings = settings;
    this.limits = limits;
    this.genesisSecond = genesisSecond;
    this.random = new Random(name.hashCode());
    open();
  }

  static ServiceNode inMemory(String name) {
    return new ServiceNode(name, StoreSettings.ephemeral(), ServiceLimits.DEFAULT, 1);
  }

  private void open() {
    store = RocksStore.open(settings);
    service =
        new ChainService(
            RULES,
            store,
            () -> Blocks.genesis(RULES, genesisSecond),
            limits,
            Clock.systemUTC(),
            () -> new EntryId(new UUID(random.nextLong(), random.nextLong())),
            failures::add);
    service.start();
  }

  /** Only for a node with a folder. */
  void restart() {
    close();
    open();
  }

  EntryKey post(Transaction words) {
    return service.submit(List.of(words)).accepted().getFirst();
  }

  Block mine() {
    return EasyService.mine(service, name);
  }

  List<PoolEntry> waiting() {
    try (ChainSnapshot moment = service.look()) {
      return moment
          .store()
          .entries(moment.pool().first(), moment.pool().next(), 100_000, Long.MAX_VALUE);
    }
  }

  List<EntryKey> waitingKeys() {
    return waiting().stream().map(PoolEntry::key).toList();
  }

  List<RelayResult> take(EntryKey key, Transaction words) {
    return service.take(List.of(new ForeignEntry(key.id(), words)));
  }

  /** Tells another node of all that waits here. */
  void tell(ServiceNode other) {
    other.service.take(
        waiting().stream().map(one -> new ForeignEntry(one.id(), one.transaction())).toList());
  }

  /** Blocks of the chain from one height on, with their traces. */
  List<NewBlock> blocks(long from) {
    List<NewBlock> blocks = new ArrayList<>();
    try (ChainSnapshot moment = service.look();
        PathReader reader = moment.blocks(from, Long.MAX_VALUE)) {
      while (reader.next()) {
        BlockMemo memo = moment.memo(moment.path().at(reader.height()));
        blocks.add(new NewBlock(decode(reader), memo));
      }
    }
    return blocks;
  }

  private static Block decode(PathReader reader) {
    try {
      return RULES.codec().block(reader.bytes(), reader.height());
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  /** What the blocks of the chain carry, from the first on, as the store has it. */
  List<EntriesById> entries() {
    List<EntriesById> entries = new ArrayList<>();
    try (ChainSnapshot moment = service.look()) {
      ChainPath path = moment.path();
      for (NewBlock one : blocks(1)) {
        Block block = one.block();
        Optional<BlockMemo> memo = moment.store().memo(path.at(block.height()));
        entries.add((EntriesById) RULES.identity().stored(block, memo));
      }
    }
    return entries;
  }

  boolean isInChain(EntryKey key) {
    try (ChainSnapshot moment = service.look()) {
      return moment.isInChain(key);
    }
  }

  /** Builds a candidate of these blocks, which follow ours at {@code forkHeight}. */
  Candidate candidate(List<NewBlock> blocks, long forkHeight) {
    try (ChainSnapshot moment = service.look();
        Candidate candidate = service.candidate(moment, forkHeight)) {
      for (NewBlock block : blocks) {
        assertThat(candidate.add(block)).isEqualTo(Verdict.OK);
      }
      candidate.complete();
      return candidate;
    }
  }

  /** Takes over a chain that shares ours up to {@code forkHeight}. */
  AdoptResult adopt(List<NewBlock> blocks, long forkHeight) {
    Candidate candidate = candidate(blocks, forkHeight);
    AdoptResult adoption = service.adopt(candidate);
    if (adoption instanceof AdoptResult.NoMoreWork) {
      service.discard(candidate);
    }
    return adoption;
  }

  /** Every entry stands once or waits once, and never both, and the indexes say so. */
  void check() {
    List<EntryKey> seen = new ArrayList<>(waitingKeys());
    try (ChainSnapshot moment = service.look()) {
      for (EntryKey key : seen) {
        assertThat(moment.waiting(key)).as("%s waits in %s", key, name).isPresent();
        assertThat(moment.isInChain(key)).as("%s stands in %s", key, name).isFalse();
      }
      for (EntriesById block : entries()) {
        for (int i = 0; i < block.count(); i++) {
          seen.add(block.key(i));
          assertThat(moment.isInChain(block.key(i)))
              .as("%s stands in block %d of %s", block.key(i), block.height(), name)
              .isTrue();
        }
      }
      assertThat(moment.pool().count()).isEqualTo(waiting().size());
    }
    assertThat(seen).as("entries of %s", name).doesNotHaveDuplicates();
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() {
    service.close();
    store.close();
  }
}
