package zveno.node.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.BlocksDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.Hello;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.PeerTip;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * Fetches from a Zveno node what its chain has and ours lacks: finds the fork, and then takes block
 * after block, in batches that are fetched ahead from all peers that hold the same chain. Costs
 * depend on what is new, not on how long the chain is. For any number of threads.
 */
public final class BlockSync {

  /** How often the search for the fork begins anew, if either chain moves meanwhile. */
  private static final int ATTEMPTS = 3;

  /** Blocks of more bytes are not fetched ahead of others. */
  private static final int AHEAD_BYTES = 2 << 20;

  /**
   * How many catch-ups fetch ahead at once: each may hold eight answers in memory. The others check
   * while they read.
   */
  private static final int MAX_AHEAD = 4;

  /** How many bytes of memory the blocks of an answer may take that is fetched ahead. */
  private static final long MAX_AHEAD_MEMORY = 4L << 20;

  /** The greatest number of other peers that are asked at once. */
  private static final int MAX_OTHERS = 6;

  private final ChainService service;
  private final NodeCalls calls;
  private final ChainLimits limits;
  private final BlocksDocument documents;
  private final BlocksDocument small;
  private final RulesAgreement rules;
  private final HeaderSync headers;
  private final EarlyBlocks early;
  private final ExecutorService threads;
  private final Semaphore ahead;

  /**
   * @param limits what bounds a peer's chain
   * @param memory bounds what this and others read at once
   * @param early keeps blocks that are too early
   * @param threads one for each peer that is asked; virtual ones will do
   */
  public BlockSync(
      ChainService service,
      NodeCalls calls,
      ChainLimits limits,
      BlockMemoryBudget memory,
      EarlyBlocks early,
      ExecutorService threads) {
    this.early = early;
    this.service = service;
    this.calls = calls;
    this.limits = limits;
    this.documents = new BlocksDocument(service.rules().codec(), limits, memory);
    this.small = documents.forBlocksOf(AHEAD_BYTES);
    this.rules = new RulesAgreement(service.rules().parameters());
    this.headers = new HeaderSync(service, calls);
    this.threads = threads;
    this.ahead = new Semaphore(MAX_AHEAD);
  }

  private BlockSync(BlockSync other, NodeCalls calls) {
    this.service = other.service;
    this.calls = calls;
    this.limits = other.limits;
    this.documents = other.documents;
    this.small = other.small;
    this.rules = other.rules;
    this.headers = new HeaderSync(service, calls);
    this.early = other.early;
    this.threads = other.threads;
    this.ahead = other.ahead;
  }

  /** This one with other calls; both share one memory budget. */
  BlockSync with(NodeCalls others) {
    return new BlockSync(this, others);
  }

  /** Hears how a sync goes. */
  public interface Listener {

    /**
     * Some blocks have come.
     *
     * @param height the last one's
     * @param bytes how many of their bytes in all
     */
    void progress(long height, long bytes);

    /** So many of them are on our chain now, however the conversation ends. */
    void joined(long blocks);

    /**
     * One of the other peers that were asked has sent blocks that are wrong. The sync goes on
     * without it.
     */
    default void wrong(PeerAddress source, BadChainException why) {}
  }

  /**
   * What came of a sync.
   *
   * @param joined how many blocks have joined our chain
   * @param early the block at which it ended because it is too early; empty if there was none
   */
  public record Result(long joined, Optional<EarlyBlock> early) {}

  /** How fetching from one common ancestor on has ended. */
  private enum Outcome {
    /** All that was wanted has been taken. */
    COMPLETE,
    /** Our chain has moved: once more, from another common ancestor. */
    OURS_MOVED,
    /** The peer's chain has moved, and it is worth trying again. */
    THEIRS_MOVED,
    /** A block is too early; all that came before it has been taken. */
    TOO_EARLY,
    /** One of the others had to be dropped, and what it has sent; once more without it. */
    SPOILT
  }

  /**
   * What has come of one answer.
   *
   * @param result of its last block
   * @param count how many blocks were taken
   * @param small whether the first could have been fetched ahead, beyond doubt
   */
  private record Read(BlockImporter.Result result, long count, boolean small) {

    static final Read NOTHING = new Read(BlockImporter.Result.DOES_NOT_FOLLOW, 0, false);

    boolean isTaken() {
      return result == BlockImporter.Result.TAKEN;
    }
  }

  /**
   * Fetches the new blocks if the chain of a peer has more work than ours.
   *
   * @param hello what the peer has just answered
   * @throws BadChainException if it sent invalid data, or has other rules
   * @throws IOException if a call fails
   */
  void ask(PeerAddress peer, Hello hello, Listener listener)
      throws IOException, BadChainException, InterruptedException {
    rules.check(hello);
    var _ = run(peer, hello.tip(), List::of, listener);
  }

  /**
   * Fetches the new blocks, up to the block that a peer has announced.
   *
   * @param others peers that may hold the same chain; they may be asked for its blocks
   * @return what came of it; blocks that joined our chain are on disk
   * @throws BadChainException if it sent invalid data
   * @throws IOException if a call fails
   */
  public Result run(
      PeerAddress lead, PeerTip target, Supplier<List<PeerAddress>> others, Listener listener)
      throws IOException, BadChainException, InterruptedException {
    if (target.height() > limits.blocks()) {
      throw new BadChainException(
          "its chain is longer than "
              + Quantity.of(limits.blocks(), "block")
              + ", which is the limit");
    }
    long joined = 0;
    boolean bulk = true;
    Helpers helpers = new Helpers(lead, others);
    int attempts = 0;
    while (attempts < ATTEMPTS && target.beats(service.tip())) {
      attempts++;
      BlockImporter importer = new BlockImporter(service, limits, target.height(), bulk);
      try (importer) {
        switch (fetchOrKeep(lead, target, importer, helpers, listener)) {
          case COMPLETE -> {
            insistOnWork(importer, target);
            return new Result(joined + importer.joined(), Optional.empty());
          }
          case TOO_EARLY -> {
            early.keep(importer.earlyBlock());
            return new Result(joined + importer.joined(), importer.early());
          }
          case OURS_MOVED -> bulk = false;
          case THEIRS_MOVED -> {}
          case SPOILT -> attempts--; // with each time there is one less
        }
      } finally {
        listener.joined(importer.joined());
      }
      joined += importer.joined();
    }
    return new Result(joined, Optional.empty());
  }

  /** The other peers that may be asked, but for those that have failed. For one thread. */
  private static final class Helpers {

    private final PeerAddress lead;
    private final Supplier<List<PeerAddress>> others;
    private final Set<PeerAddress> dropped = new HashSet<>();

    Helpers(PeerAddress lead, Supplier<List<PeerAddress>> others) {
      this.lead = lead;
      this.others = others;
    }

    List<PeerAddress> all() {
      return others.get().stream()
          .filter(source -> !source.equals(lead) && !dropped.contains(source))
          .limit(MAX_OTHERS)
          .toList();
    }

    void drop(PeerAddress source) {
      dropped.add(source);
    }
  }

  /** If the conversation breaks off, what has come until then is kept. */
  private Outcome fetchOrKeep(
      PeerAddress lead, PeerTip target, BlockImporter importer, Helpers helpers, Listener listener)
      throws IOException, BadChainException, InterruptedException {
    try {
      return fetch(lead, target, importer, helpers, listener);
    } catch (IOException | InterruptedException e) {
      try {
        var _ = importer.flush();
      } catch (StoreDamagedException | MissingBlockException why) {
        throw why;
      } catch (BadChainException | RuntimeException why) {
        e.addSuppressed(why);
      }
      throw e;
    }
  }

  /** Or it would be asked for the same blocks again and again. */
  private static void insistOnWork(BlockImporter importer, PeerTip target)
      throws BadChainException {
    if (importer
        .aside()
        .filter(chainWork -> chainWork.compareTo(target.chainWork()) < 0)
        .isPresent()) {
      throw new BadChainException("its chain has less work than it announced");
    }
  }

  private Outcome fetch(
      PeerAddress lead, PeerTip target, BlockImporter importer, Helpers helpers, Listener listener)
      throws IOException, BadChainException, InterruptedException {
    long from = service.tip().height() + 1;
    Read read =
        from <= target.height() && !isWorthJudging(from, target)
            ? stream(lead, from, target.height(), importer)
            : Read.NOTHING;
    if (read.result() == BlockImporter.Result.DOES_NOT_FOLLOW) {
      OptionalLong fork = fork(lead, target); // most often they follow our tip, but not these
      if (fork.isEmpty()) {
        return Outcome.THEIRS_MOVED;
      }
      from = fork.getAsLong() + 1;
      read = stream(lead, from, target.height(), importer);
    }
    if (!read.isTaken()) {
      return ended(importer);
    }
    listener.progress(from + read.count() - 1, importer.bytes());
    boolean muchIsLeft = target.height() - (from + read.count()) >= read.count();
    return muchIsLeft && ahead.tryAcquire()
        ? aheadOrRelease(
            lead, target, from + read.count(), read.count(), importer, helpers, listener)
        : answerByAnswer(lead, target, from + read.count(), importer, listener);
  }

  /** Why no more blocks were taken. */
  private static Outcome ended(BlockImporter importer) throws BadChainException {
    return switch (importer.result()) {
      case OURS_MOVED -> Outcome.OURS_MOVED;
      case TOO_EARLY ->
          importer.flush() == BlockImporter.Result.TAKEN ? Outcome.TOO_EARLY : Outcome.OURS_MOVED;
      case TAKEN, DOES_NOT_FOLLOW -> Outcome.THEIRS_MOVED;
    };
  }

  /** Are there so many blocks after our tip that their headers come first, if they have some? */
  private boolean isWorthJudging(long from, PeerTip target) {
    return service.rules().headers().isPresent() && target.height() - from >= HeaderSync.FEW;
  }

  /** The height of the last shared block; empty if the peer's chain has changed. */
  private OptionalLong fork(PeerAddress lead, PeerTip target)
      throws IOException, BadChainException, InterruptedException {
    try (ChainSnapshot moment = service.look()) {
      long fork = fork(lead, target, moment);
      if (fork >= target.height()) {
        throw new BadChainException("it does not have the blocks that it announced");
      }
      if (!headers.isWorthFetching(lead, target, fork, moment)) {
        return OptionalLong.empty();
      }
      // Only now: that a chain is refused is a matter for people, and a claim is none.
      Optional<AdoptResult.TooDeep> refused = service.tooDeep(fork);
      if (refused.isPresent()) {
        throw new BadChainException(refused.get().reason());
      }
      return OptionalLong.of(fork);
    }
  }

  /** The height of the last block that a peer's chain shares with ours; 0 if there is none. */
  public long fork(PeerAddress peer, PeerTip theirs, ChainSnapshot ours)
      throws IOException, InterruptedException {
    return new CommonAncestorSearch(ours, heights -> calls.hashes(peer, heights))
        .find(theirs.height());
  }

  /** Takes one answer's blocks as they come, however large they are. */
  private Read stream(PeerAddress source, long from, long to, BlockImporter importer)
      throws IOException, BadChainException, InterruptedException {
    long last = Math.min(to, from + NodeCalls.MAX_BLOCKS - 1);
    try (PeerAnswer answer = calls.blocks(source, from, last)) {
      Allowance allowance = new Allowance(from, last);
      long count =
          documents.read(
              answer.body(),
              from,
              block -> {
                allowance.check(block);
                return importer.takeStreamed(block, from) == BlockImporter.Result.TAKEN;
              });
      if (!allowance.isUsed()) {
        throw missing(from);
      }
      return new Read(importer.result(), count, allowance.beginsSmall());
    }
  }

  private static BadChainException missing(long height) {
    return new BadChainException("it does not have block " + height + ", which it announced");
  }

  private Outcome aheadOrRelease(
      PeerAddress lead,
      PeerTip target,
      long from,
      long step,
      BlockImporter importer,
      Helpers helpers,
      Listener listener)
      throws IOException, BadChainException, InterruptedException {
    try {
      return download(lead, target, from, step, importer, helpers, listener);
    } finally {
      ahead.release();
    }
  }

  /** What is left is little, or many others fetch ahead already. */
  private Outcome answerByAnswer(
      PeerAddress lead, PeerTip target, long from, BlockImporter importer, Listener listener)
      throws IOException, BadChainException, InterruptedException {
    long next = from;
    while (next <= target.height()) {
      Read read = stream(lead, next, target.height(), importer);
      if (!read.isTaken()) {
        return ended(importer);
      }
      next += read.count();
      listener.progress(next - 1, importer.bytes());
    }
    return finish(importer);
  }

  private static Outcome finish(BlockImporter importer) throws BadChainException {
    return importer.flush() == BlockImporter.Result.TAKEN ? Outcome.COMPLETE : Outcome.OURS_MOVED;
  }

  private Outcome download(
      PeerAddress lead,
      PeerTip target,
      long from,
      long step,
      BlockImporter importer,
      Helpers helpers,
      Listener listener)
      throws IOException, BadChainException, InterruptedException {
    TreeMap<Long, PeerAddress> sources = new TreeMap<>();
    try (Download download =
        new Download(
            (source, first, last) -> ahead(source, first, last, source.equals(lead)),
            lead,
            from,
            target.height(),
            step)) {
      begin(download, lead, target, helpers);
      while (!download.isDone()) {
        Download.Batch batch = download.take();
        dropUnreadable(download, helpers, listener);
        sources.put(batch.from(), batch.blocks().isEmpty() ? lead : batch.source());
        if (batch.blocks().isEmpty()) {
          Read read = stream(lead, batch.from(), batch.to(), importer);
          if (!read.isTaken()) {
            return ended(importer);
          }
          if (read.small() && !batch.source().equals(lead)) {
            helpers.drop(batch.source()); // it had no reason to send none, or another chain
            download.leaveOut(batch.source());
          }
          download.brought(batch, read.count());
        } else {
          importer.expect(batch.blocks());
          BlockImporter.Result first = importer.take(batch.blocks().getFirst());
          if (first == BlockImporter.Result.DOES_NOT_FOLLOW) {
            if (hasStrayed(lead, batch.from(), sources, importer, helpers)) {
              return Outcome.SPOILT;
            }
            helpers.drop(batch.source());
            if (download.refuse(batch)) {
              continue;
            }
          }
          if (first != BlockImporter.Result.TAKEN || !takeOthers(batch, importer)) {
            return ended(importer);
          }
        }
        listener.progress(batch.from() + batch.blocks().size() - 1, importer.bytes());
      }
      return finish(importer);
    } catch (BadChainException e) {
      Map.Entry<Long, PeerAddress> guilty = sources.floorEntry(importer.wrongAt());
      if (guilty == null || guilty.getValue().equals(lead)) {
        throw e;
      }
      helpers.drop(guilty.getValue());
      listener.wrong(guilty.getValue(), e);
      return Outcome.SPOILT;
    }
  }

  private static void dropUnreadable(Download download, Helpers helpers, Listener listener) {
    download
        .takeUnreadable()
        .forEach((source, why) -> {
          helpers.drop(source);
          listener.wrong(source, why);
        });
  }

  /**
   * A batch does not follow what was taken before it: was that not the lead's chain? Then its
   * source is dropped, and not blamed, since its chain may have changed.
   */
  private boolean hasStrayed(
      PeerAddress lead,
      long from,
      NavigableMap<Long, PeerAddress> sources,
      BlockImporter importer,
      Helpers helpers)
      throws IOException, InterruptedException {
    Map.Entry<Long, PeerAddress> before = sources.lowerEntry(from);
    if (before == null
        || before.getValue().equals(lead)
        || calls.hashes(lead, List.of(from - 1)).getFirst().equals(importer.lastId())) {
      return false;
    }
    helpers.drop(before.getValue());
    return true;
  }

  /** The blocks of a batch after the first; false if our chain has moved. */
  private static boolean takeOthers(Download.Batch batch, BlockImporter importer)
      throws BadChainException {
    for (NewBlock block : batch.blocks().subList(1, batch.blocks().size())) {
      if (importer.takeInOrder(block, batch.from()) != BlockImporter.Result.TAKEN) {
        return false;
      }
    }
    return true;
  }

  /** More than one answer is worth asking others for. */
  private void begin(Download download, PeerAddress lead, PeerTip target, Helpers helpers)
      throws InterruptedException {
    download.add(lead, threads);
    download.add(lead, threads); // one answer is on its way while another is read
    for (PeerAddress source : helpers.all()) {
      if (holds(source, target)) {
        download.add(source, threads);
      }
    }
  }

  private boolean holds(PeerAddress source, PeerTip target) throws InterruptedException {
    try {
      List<Optional<BlockId>> hash = calls.hashes(source, List.of(target.height()));
      return hash.getFirst().filter(target.id()::equals).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * One answer's blocks, or those before the first that is too large to be held until its turn;
   * none if that is the first of all.
   *
   * @param isLead whether the taker asks this source itself for what cannot be read
   */
  private List<NewBlock> ahead(PeerAddress source, long from, long to, boolean isLead)
      throws IOException, BadChainException, InterruptedException {
    List<NewBlock> blocks = new ArrayList<>();
    try (PeerAnswer answer = calls.blocks(source, from, to)) {
      Allowance allowance = new Allowance(from, to);
      small.read(
          answer.body(),
          from,
          block -> {
            allowance.check(block);
            if (allowance.memory() > MAX_AHEAD_MEMORY) {
              return false;
            }
            blocks.add(block);
            return true;
          });
      if (blocks.isEmpty() && !allowance.isUsed()) {
        throw missing(from);
      }
    } catch (BlocksDocument.UnreadableException e) {
      if (isLead || e.isMaybeTooLarge()) {
        return blocks; // too large or wrong: when its turn has come it is seen which
      }
      throw e;
    }
    return blocks;
  }

  /** What one answer may bring: as many blocks as were asked for, and not too many bytes. */
  private static final class Allowance {

    private final long from;
    private final long to;
    private long next;
    private long bytes;
    private long memory;
    private boolean small;

    Allowance(long from, long to) {
      this.from = from;
      this.next = from;
      this.to = to;
    }

    void check(NewBlock block) throws BadChainException {
      if (next > to || bytes >= NodeCalls.BLOCKS_BYTES) {
        throw new BadChainException("it sent more blocks than requested");
      }
      next++;
      bytes += block.block().encoded().length;
      memory += BlockMemoryBudget.memoryOf(block);
      if (next == from + 1) {
        small = bytes <= AHEAD_BYTES / 2 && memory <= MAX_AHEAD_MEMORY;
      }
    }

    /** What the blocks take in memory, about. */
    long memory() {
      return memory;
    }

    /** Whether the first block could have been fetched ahead, beyond doubt. */
    boolean beginsSmall() {
      return small;
    }

    /** Whether any block has come. */
    boolean isUsed() {
      return next > from;
    }
  }
}
