package zveno.node.signatures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * The verifier of a node, which the kernel finds when the strict rules first ask for it: Amazon's
 * Corretto for Ed25519 where its library loads, else the JDK, and the JDK for ML-DSA-44. It is made
 * once, and has proved by then that it verifies rightly.
 */
public final class NodeVerifier implements SignatureVerifier {

  private static final Logger LOG = LoggerFactory.getLogger(NodeVerifier.class);

  /** More than a pool usually has; 20 MiB when full. */
  private static final int MAX_REMEMBERED = 262_144;

  private final JcaVerifier library;
  private final ParallelVerifier verifier;

  /**
   * For {@link java.util.ServiceLoader}.
   *
   * @throws WrongAnswersException if the library does not verify as the rules want it
   */
  public NodeVerifier() {
    this(JcaVerifier.ofCorretto().orElseGet(JcaVerifier::ofJdk));
  }

  private NodeVerifier(JcaVerifier library) {
    KnownAnswers.check(library.name(), library);
    this.library = library;
    this.verifier = new ParallelVerifier(library, processors(), MAX_REMEMBERED);
    LOG.info("signatures are verified by {}", library.name());
  }

  /** Who verifies Ed25519, with the version: for people. */
  public String name() {
    return library.name();
  }

  /** How many signatures have been verified, right ones and wrong ones. */
  public long verified() {
    return verifier.verified();
  }

  /** How many need not be verified, since they were found right before. */
  public long remembered() {
    return verifier.remembered();
  }

  /**
   * Measures how many Ed25519 signatures all processors verify in a second.
   *
   * @param time how long to measure, after as long a time to get warm
   */
  public double measure(Duration time) throws InterruptedException {
    KnownAnswers.Answer right =
        KnownAnswers.all().stream().filter(KnownAnswers.Answer::right).findFirst().orElseThrow();
    LongAdder verified = new LongAdder();
    long begin = System.nanoTime();
    long measured = begin + time.toNanos();
    long end = measured + time.toNanos();
    Runnable work =
        () -> {
          for (long now = begin; now - end < 0; now = System.nanoTime()) {
            library.verify(right.scheme(), right.key(), right.message(), right.signature());
            if (now - measured >= 0) {
              verified.increment();
            }
          }
        };
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < processors(); i++) {
      threads.add(Thread.ofPlatform().daemon().name("verifier-measured-" + i).start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return verified.sum() / (time.toNanos() / 1e9);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
    return verifier.verify(scheme, publicKey, message, signature);
  }

  @Override
  public Counts counts() {
    return verifier.counts();
  }

  @Override
  public long spentNanos() {
    return verifier.spentNanos();
  }

  @Override
  public OptionalInt firstWrong(List<? extends SignatureVerifier.Check> checks) {
    return verifier.firstWrong(checks);
  }
}
