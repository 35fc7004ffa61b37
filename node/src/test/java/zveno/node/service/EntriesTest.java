package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.Memos;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.storage.StoreSettings;

/** What becomes of entries that nodes exchange. */
@Tag("slow")
class EntriesTest {

  private static final Transaction TEA = Blocks.pay("ann", "bob", 1);
  private static final Transaction COFFEE = Blocks.pay("bob", "carol", 2);

  @TempDir Path folder;

  private final List<ServiceNode> all = new ArrayList<>();
  private final ServiceNode a = keep(ServiceNode.inMemory("a"));
  private final ServiceNode b = keep(ServiceNode.inMemory("b"));

  private ServiceNode keep(ServiceNode node) {
    all.add(node);
    return node;
  }

  private ServiceNode onDisk(String name) {
    StoreSettings settings = StoreSettings.in(folder.resolve(name));
    return keep(new ServiceNode(name, settings, ServiceLimits.DEFAULT, 1));
  }

  @AfterEach
  void close() {
    all.forEach(ServiceNode::close);
  }

  @Test
  void whatWasRemovedDoesNotComeBackFromOthersButABlockThatCarriesItCounts() {
    ServiceNode here = onDisk("here");
    EntryKey tea = here.post(TEA);
    EntryKey coffee = here.post(COFFEE);
    here.tell(b);

    assertThat(here.service.remove(tea)).isEqualTo(Removal.REMOVED);
    assertThat(here.service.remove(tea)).isEqualTo(Removal.UNKNOWN);
    here.restart();
    assertThat(here.waitingKeys()).containsExactly(coffee);
    assertThat(here.take(tea, TEA)).containsExactly(RelayResult.KNOWN);
    assertThat(here.waitingKeys()).containsExactly(coffee);
    here.check();

    b.mine();
    assertThat(extend(here, last(b))).isInstanceOf(ExtendResult.Extended.class);
    assertThat(here.waitingKeys()).isEmpty();
    assertThat(here.isInChain(tea)).isTrue();
    assertThat(here.service.remove(tea)).isEqualTo(Removal.IN_A_BLOCK);
    here.check();
  }

  @Test
  void allOrAllOfASenderAreRemovedAndEventsSaySo() {
    List<EntryKey> teas = new ArrayList<>();
    List<Transaction> many = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) { // more than one commit takes out
      many.add(i % 2 == 0 ? TEA : COFFEE);
    }
    a.service.submit(many).accepted().stream()
        .filter(one -> one.transaction().equals(TEA.id()))
        .forEach(teas::add);

    long begin = a.service.events().newest();
    assertThat(a.service.removeAll(one -> one.equals(COFFEE))).isEqualTo(3_000);
    assertThat(a.waitingKeys()).isEqualTo(teas);
    List<Event> told = a.service.events().after(begin);
    assertThat(told)
        .extracting(Event::what)
        .allSatisfy(what ->
            assertThat(what)
                .isInstanceOfSatisfying(
                    EntryRemoved.class,
                    removed -> assertThat(removed.entry().transaction()).isEqualTo(COFFEE.id())));
    assertThat(a.service.events().newest()).isEqualTo(begin + 3_000);

    assertThat(a.service.removeAll(_ -> true)).isEqualTo(3_000);
    assertThat(a.waiting()).isEmpty();
    a.check();
  }

  @Test
  void whatARewoundChainCarriedWaitsAgainOrIsDropped() {
    ServiceNode node = onDisk("node");
    EntryKey tea = node.post(TEA);
    node.mine();
    EntryKey coffee = node.post(COFFEE);
    node.mine();
    node.mine();
    EntryKey later = node.post(TEA);

    Rewound none = node.service.rewind(4, Rewound.Transactions.WAIT_AGAIN).orElseThrow();
    assertThat(none).isEqualTo(new Rewound(node.service.tip(), 0, 0));
    assertThat(node.service.rewind(5, Rewound.Transactions.WAIT_AGAIN)).isEmpty();
    assertThat(node.service.rewind(0, Rewound.Transactions.WAIT_AGAIN)).isEmpty();

    long event = node.service.events().newest();
    Rewound two = node.service.rewind(2, Rewound.Transactions.WAIT_AGAIN).orElseThrow();
    assertThat(two).isEqualTo(new Rewound(node.service.tip(), 2, 1));
    assertThat(node.waitingKeys()).containsExactly(coffee, later);
    assertThat(node.isInChain(tea)).isTrue();
    List<Event> told = node.service.events().after(event);
    assertThat(told)
        .extracting(Event::what)
        .containsExactly(new Reorganised(2, 2, 0, 2, two.tip().id(), two.tip().chainWork()));
    node.check();
    node.restart();
    node.check();
    node.mine();
    node.check();
    assertThat(node.isInChain(coffee)).isTrue();

    var _ = node.service.rewind(1, Rewound.Transactions.DROPPED).orElseThrow();
    assertThat(node.waiting()).isEmpty();
    assertThat(node.isInChain(tea)).isFalse();
    node.restart();
    node.check();
    node.mine();
    node.check();
    assertThat(node.service.tip().height()).isEqualTo(2);
  }

  @Test
  void aPeerBringsBackWhatWasTakenOffAndNothingIsDoubled() {
    EntryKey tea = a.post(TEA);
    a.mine();
    a.mine();
    assertThat(extend(b, a.blocks(2).toArray(NewBlock[]::new)))
        .isInstanceOf(ExtendResult.Extended.class);
    var _ = b.service.rewind(1, Rewound.Transactions.WAIT_AGAIN).orElseThrow();
    assertThat(b.waitingKeys()).containsExactly(tea);

    assertThat(extend(b, a.blocks(2).toArray(NewBlock[]::new)))
        .isInstanceOf(ExtendResult.Extended.class);
    assertThat(b.waiting()).isEmpty();
    assertThat(b.service.tip()).isEqualTo(a.service.tip());
    b.check();
  }

  private static ExtendResult extend(ServiceNode node, NewBlock... blocks) {
    return node.service.extend(List.of(blocks));
  }

  private static NewBlock last(ServiceNode node) {
    return node.blocks(node.service.tip().height()).getFirst();
  }

  private static EntryId id(int number) {
    return new EntryId(new UUID(0, number));
  }

  private static List<Event> events(ServiceNode node) {
    List<Event> events = new ArrayList<>();
    while (events.size() < node.service.events().newest()) {
      events.addAll(node.service.events().after(events.size()));
    }
    return events;
  }

  @Test
  void twoPostsOfTheSameWordsStayTwoWhateverHappens() {
    ServiceNode c = onDisk("c");
    EntryKey first = a.post(TEA);
    EntryKey second = b.post(TEA);
    a.tell(b);
    a.tell(c);
    b.tell(c);
    b.tell(a);
    assertThat(c.waitingKeys()).containsExactly(first, second);
    c.restart();
    assertThat(c.waitingKeys()).containsExactly(first, second);
    c.mine();
    assertThat(c.waiting()).isEmpty();
    a.mine();
    a.mine();
    assertThat(c.adopt(a.blocks(2), 1)).isInstanceOf(AdoptResult.Adopted.class);
    c.restart();
    assertThat(c.waiting()).isEmpty();
    assertThat(List.of(c.isInChain(first), c.isInChain(second))).containsOnly(true);
    c.check();
  }

  @Test
  void anEntryThatComesAfterItsBlockIsKnown() {
    EntryKey entry = a.post(TEA);
    a.mine();
    assertThat(extend(b, last(a))).isEqualTo(new ExtendResult.Extended(1, a.service.tip()));
    assertThat(b.service.tally().adopted()).isEqualTo(1);
    assertThat(b.take(entry, TEA)).containsExactly(RelayResult.KNOWN);
    assertThat(b.take(entry, COFFEE)).containsExactly(RelayResult.TAKEN);
    assertThat(b.take(entry, COFFEE)).containsExactly(RelayResult.KNOWN);
    b.check();
  }

  @Test
  void aBlockClearsTheVeryEntryAndNotItsTwin() {
    EntryKey twin = b.post(TEA);
    EntryKey entry = a.post(TEA);
    a.tell(b);
    a.mine();
    extend(b, last(a));
    assertThat(b.waitingKeys()).containsExactly(twin);
    assertThat(b.isInChain(entry)).isTrue();
    b.check();
  }

  @Test
  void aStrangersRequestInTheSameWordsClearsNothing() {
    EntryKey twin = b.post(TEA);
    b.service.exchangeEntries();
    a.post(TEA);
    a.mine();
    extend(b, last(a));
    assertThat(b.waitingKeys()).containsExactly(twin);
  }

  @Test
  void aBlockOfWhichNothingIsKnownClearsByWordsOnceEntriesAreExchanged() {
    EntryKey posted = b.post(TEA);
    a.post(TEA);
    a.post(TEA);
    Block first = a.mine();
    extend(b, NewBlock.of(first));
    assertThat(b.waitingKeys()).containsExactly(posted);
    b.service.exchangeEntries();
    a.post(TEA);
    extend(b, NewBlock.of(a.mine()));
    assertThat(b.waiting()).isEmpty();
    assertThat(b.isInChain(posted)).isTrue();
    assertThat(Memos.ids(last(b))).containsExactly(posted.id());
    b.check();
  }

  @Test
  void threeBlocksThatLeaveAndComeBackBringTheirEntriesHome() {
    List<EntryKey> posted = new ArrayList<>();
    for (Transaction words : List.of(TEA, COFFEE, TEA)) {
      posted.add(a.post(words));
      a.mine();
    }
    List<NewBlock> three = a.blocks(2);
    for (int i = 0; i < 4; i++) {
      b.mine();
    }
    a.adopt(b.blocks(2), 1);
    assertThat(a.waitingKeys()).isEqualTo(posted);
    assertThat(a.waiting()).allMatch(PoolEntry::returned);
    a.check();
    ServiceNode c = onDisk("c");
    c.service.extend(three);
    c.mine();
    c.mine();
    a.adopt(c.blocks(2), 1);
    assertThat(a.waiting()).isEmpty();
    assertThat(posted).allMatch(a::isInChain);
    assertThat(a.blocks(2).subList(0, 3))
        .extracting(Memos::ids)
        .isEqualTo(three.stream().map(Memos::ids).toList());
    a.check();
  }

  @Test
  void twoNodesCallWhatTheyPutBackTheSame() {
    ServiceNode python = onDisk("python");
    python.post(TEA);
    python.post(TEA);
    NewBlock losing = NewBlock.of(python.mine());
    extend(a, losing);
    extend(b, losing);
    ServiceNode winner = onDisk("winner");
    winner.mine();
    winner.mine();
    a.adopt(winner.blocks(2), 1);
    b.adopt(winner.blocks(2), 1);
    assertThat(a.waitingKeys()).hasSize(2).doesNotHaveDuplicates().isEqualTo(b.waitingKeys());
    a.tell(b);
    assertThat(b.waiting()).hasSize(2);
    b.check();
  }

  @Test
  void aTraceOfTheWrongLengthSaysNothing() {
    EntryKey waits = b.post(TEA);
    a.post(TEA);
    a.mine();
    extend(b, Memos.with(last(a).block(), List.of(waits.id(), waits.id())));
    assertThat(b.waitingKeys()).containsExactly(waits);
    assertThat(Memos.ids(last(b))).isEmpty();
    b.check();
  }

  @Test
  void theIdOfOtherWordsSaysNothing() {
    EntryKey waits = b.post(COFFEE);
    a.post(TEA);
    a.mine();
    extend(b, Memos.with(last(a).block(), List.of(waits.id())));
    assertThat(b.waitingKeys()).containsExactly(waits);
    assertThat(b.isInChain(waits)).isFalse();
    b.check();
  }

  @Test
  void theSameIdTwiceIsOneEntry() {
    EntryKey waits = b.post(TEA);
    EntryKey twin = b.post(TEA);
    a.post(TEA);
    a.post(TEA);
    Block first = a.mine();
    a.post(TEA);
    Block second = a.mine();
    assertThat(
            extend(
                b,
                Memos.with(first, List.of(waits.id(), waits.id())),
                Memos.with(second, List.of(waits.id()))))
        .isInstanceOf(ExtendResult.Extended.class);
    assertThat(b.waitingKeys()).containsExactly(twin);
    b.check();
    ServiceNode c = onDisk("c");
    for (int i = 0; i < 3; i++) {
      c.mine();
    }
    b.adopt(c.blocks(2), 1);
    assertThat(b.waitingKeys()).hasSize(4).contains(waits, twin);
    b.check();
  }

  @Test
  void theSameIdInAStagedChainIsOneEntryToo() {
    EntryKey waits = b.post(TEA);
    List<NewBlock> lies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      a.post(TEA);
      lies.add(Memos.with(a.mine(), List.of(waits.id())));
    }
    b.mine();
    b.adopt(lies, 1);
    assertThat(b.waiting()).isEmpty();
    assertThat(b.isInChain(waits)).isTrue();
    b.check();
  }

  @Test
  void aBlockThatIsNotRightStopsWhatFollowsItAndNotWhatCameBefore() {
    a.post(TEA);
    a.mine();
    a.mine();
    a.mine();
    List<NewBlock> blocks = a.blocks(2);
    assertThat(extend(b, blocks.get(0), blocks.get(2)))
        .isEqualTo(new ExtendResult.Rejected(1, 4, "block 4 does not follow the one before it"));
    assertThat(b.service.tip().height()).isEqualTo(2);
    assertThat(extend(b, blocks.get(2))).isEqualTo(new ExtendResult.Stale());
    assertThat(extend(b)).isEqualTo(new ExtendResult.Extended(0, b.service.tip()));
    assertThat(extend(b, blocks.get(1), blocks.get(2)))
        .isEqualTo(new ExtendResult.Extended(2, a.service.tip()));
    assertThat(events(b).getFirst().what()).isInstanceOf(BlockAdded.class);
    Tip tip = b.service.tip();
    assertThat(events(b).subList(1, 2))
        .extracting(Event::what)
        .containsExactly(new Reorganised(2, 0, 2, 4, tip.id(), tip.chainWork()));
  }

  @Test
  void oneBlockMoreIsNoReorganisationHoweverItComes() {
    a.mine();
    b.adopt(a.blocks(2), 1);
    assertThat(events(b)).extracting(Event::what).singleElement().isInstanceOf(BlockAdded.class);
  }

  @Test
  void aCandidateMayBeginAnywhereBelowTheFork() {
    a.post(TEA);
    a.mine();
    extend(b, last(a));
    b.mine();
    a.mine();
    a.mine();
    for (long fork = 0; fork <= 2; fork++) {
      Candidate candidate = b.candidate(a.blocks(fork + 1), fork);
      assertThat(candidate.sharedLength()).isEqualTo(2);
      assertThat(candidate.chainWork()).isEqualTo(a.service.tip().chainWork());
      b.service.discard(candidate);
    }
    assertThat(b.adopt(a.blocks(2), 1)).isInstanceOf(AdoptResult.Adopted.class);
    b.check();
  }

  @Test
  void peersFindThePoolFullBeforePostsDo() {
    ServiceLimits small = ServiceLimits.ofPool(new PoolLimits(10, 100_000));
    ServiceNode c = keep(new ServiceNode("c", StoreSettings.ephemeral(), small, 1));
    List<ForeignEntry> entries = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      entries.add(new ForeignEntry(id(i), TEA));
    }
    List<RelayResult> taken = c.service.take(entries);
    assertThat(taken.subList(0, 9)).containsOnly(RelayResult.TAKEN);
    assertThat(taken.subList(9, 11)).containsOnly(RelayResult.FULL);
    assertThat(events(c))
        .extracting(Event::what)
        .hasSize(9)
        .hasOnlyElementsOfType(EntryAccepted.class);
    c.post(TEA);
    assertThat(c.waiting()).hasSize(10);
  }

  @Test
  void aChainThatWasOnlyStagedLeavesNothingBehind() {
    ServiceNode c = onDisk("c");
    EntryKey posted = a.post(TEA);
    a.mine();
    c.candidate(a.blocks(2), 1);
    c.restart();
    assertThat(c.isInChain(posted)).isFalse();
    assertThat(c.take(posted, TEA)).containsExactly(RelayResult.TAKEN);
    c.check();
  }

  @Test
  void thatEntriesAreExchangedIsRemembered() {
    ServiceNode c = onDisk("c");
    assertThat(c.store.live().exchangesEntries()).isFalse();
    c.service.exchangeEntries();
    c.service.exchangeEntries();
    c.restart();
    assertThat(c.store.live().exchangesEntries()).isTrue();
    c.post(TEA);
    a.post(TEA);
    extend(c, NewBlock.of(a.mine()));
    assertThat(c.waiting()).isEmpty();
  }
}
