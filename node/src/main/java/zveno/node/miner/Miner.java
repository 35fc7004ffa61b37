package zveno.node.miner;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import zveno.kernel.model.Block;
import zveno.node.service.ChainService;
import zveno.node.service.UnavailableException;

/**
 * Mines one block after the other: one for each request, and, once it is started, on and on, or at
 * its {@link Pace}. A search whose tip has moved begins again on the new one. What is found goes to
 * the request that has waited longest. For any number of threads.
 */
public final class Miner implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ChainService service;
  private final String recipient;
  private final MiningLoop loop;

  /**
   * @param recipient the address that earns the rewards, as the rule set writes it
   * @param threads how many search, 1 to {@link SearchThreads#MAX}
   */
  public Miner(ChainService service, String recipient, int threads, Clock clock) {
    this(service, recipient, threads, clock, System::nanoTime);
  }

  /**
   * A miner whose intervals pass, and whose templates age, in a time of their own.
   *
   * @param nanoTime like {@link System#nanoTime()}; looked at again after each commit
   */
  public Miner(
      ChainService service, String recipient, int threads, Clock clock, LongSupplier nanoTime) {
    this.service = service;
    this.recipient = recipient;
    this.loop = new MiningLoop(service, recipient, threads, clock, nanoTime);
  }

  /** The address that earns the rewards. */
  public String recipient() {
    return recipient;
  }

  /**
   * Mines a block, and returns when it is on disk; how long that takes is a matter of luck and of
   * the difficulty.
   *
   * @throws UnavailableException if the node cannot write, has too many waiting, or shuts down
   */
  public Block mine() {
    return ask().await().orElseThrow();
  }

  /**
   * Asks for a block, and does not wait for it.
   *
   * @throws UnavailableException if the node has too many waiting, shuts down, or is a member of a
   *     cluster that another member leads, or if the rules let no reward go to this miner's
   *     recipient
   */
  public BlockRequest ask() {
    checkRecipient();
    service
        .whyNoBlocks()
        .ifPresent(why -> {
          throw new UnavailableException(UnavailableException.Reason.BUSY, why);
        });
    return loop.requests().ask();
  }

  /**
   * Starts or stops mining, or changes how many threads search or when, and tells the listeners. A
   * search that continues loses nothing by it.
   *
   * @param wanted what is to change; what is empty stays as it is
   * @throws UnavailableException if the node shuts down, or if mining is to start and the rules let
   *     no reward go to this miner's recipient
   */
  public void change(MinerChange wanted) {
    if (wanted.running().orElse(false)) {
      checkRecipient();
    }
    loop.change(wanted);
  }

  private void checkRecipient() {
    Optional<String> problem = service.rules().templates().recipientProblem(recipient);
    if (problem.isPresent()) {
      throw new UnavailableException(
          UnavailableException.Reason.UNCONFIGURED,
          "this node has no address for rewards; start it with --reward-address: " + problem.get());
    }
  }

  /** Its numbers at present. */
  public MinerState state() {
    return loop.state();
  }

  /** How many requests wait for a block. */
  public int waiting() {
    return loop.requests().count();
  }

  /**
   * Serves the requests that wait already, for a moment; then ends the search, and refuses them.
   * May be called again.
   */
  @Override
  public void close() {
    loop.beginEnd();
    boolean disturbed = false;
    try {
      loop.requests().awaitNone(GRACE);
    } catch (InterruptedException e) {
      disturbed = true;
    }
    try {
      loop.end();
    } catch (InterruptedException e) {
      disturbed = true;
    }
    if (disturbed) {
      Thread.currentThread().interrupt();
    }
  }
}
