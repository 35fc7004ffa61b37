package zveno.node.signatures;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * Has a library verify many signatures on all processors, and none that was right before. Its
 * threads are the platform's, since a verification never waits: virtual threads, which answer
 * requests, would have to wait for it. When too much is queued, the caller verifies by itself,
 * which slows down who asks. So it does with one signature alone. For any thread.
 */
final class ParallelVerifier implements SignatureVerifier {

  /** Signatures that a thread takes at once: some 0.3 ms. */
  private static final int SHARE = 8;

  private static final int MAX_QUEUED = 256;
  private static final long IDLE_SECONDS = 10;

  private final SignatureVerifier library;
  private final SuccessCache successes;
  private final int threads;
  private final ThreadPoolExecutor pool;
  private final LongAdder verified = new LongAdder();
  private final LongAdder remembered = new LongAdder();

  /** Of the checks; some that are wrong the library need not be asked about. */
  private final LongAdder right = new LongAdder();

  private final LongAdder wrong = new LongAdder();

  /** What was spent for a thread, which may be one of many short-lived ones. */
  private final ThreadLocal<Long> spent = ThreadLocal.withInitial(() -> 0L);

  /**
   * @param library verifies one signature
   * @param threads how many verify at once
   * @param most how many right signatures are remembered
   */
  ParallelVerifier(SignatureVerifier library, int threads, int most) {
    this.library = library;
    this.successes = new SuccessCache(most);
    this.threads = threads;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            Thread.ofPlatform().daemon().name("verifier-", 1).factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
  }

  /** How many signatures the library has been asked about. */
  long verified() {
    return verified.sum();
  }

  /** How many were known to be right. */
  long remembered() {
    return remembered.sum();
  }

  @Override
  public Counts counts() {
    return new Counts(right.sum(), wrong.sum(), remembered.sum());
  }

  @Override
  public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
    verified.increment();
    return library.verify(scheme, publicKey, message, signature);
  }

  @Override
  public OptionalInt firstWrong(List<? extends SignatureVerifier.Check> checks) {
    if (checks.size() == 1) {
      return isRightHere(checks.getFirst()) ? OptionalInt.empty() : OptionalInt.of(0);
    }
    Batch batch = new Batch(checks);
    int shares = Math.ceilDiv(checks.size(), SHARE);
    boolean helps = !Thread.currentThread().isVirtual();
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (int i = helps ? 1 : 0; i < Math.min(threads, shares); i++) {
      others.add(CompletableFuture.runAsync(batch, pool));
    }
    if (helps) {
      batch.run();
    }
    // They end by themselves: a caller that is interrupted waits for them all the same.
    CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new)).join();
    spent.set(spent.get() + batch.spent.sum());
    return batch.firstWrong();
  }

  @Override
  public long spentNanos() {
    return spent.get();
  }

  /** One alone takes less time than its way to another thread and back. */
  private boolean isRightHere(SignatureVerifier.Check check) {
    Hash fingerprint = check.fingerprint();
    if (isRemembered(fingerprint)) {
      return true;
    }
    long begin = System.nanoTime();
    boolean isRight = isRight(check, fingerprint);
    spent.set(spent.get() + System.nanoTime() - begin);
    return isRight;
  }

  private boolean isRight(SignatureVerifier.Check check, LongAdder nanos) {
    Hash fingerprint = check.fingerprint();
    if (isRemembered(fingerprint)) {
      return true;
    }
    long begin = System.nanoTime();
    boolean isRight = isRight(check, fingerprint);
    nanos.add(System.nanoTime() - begin);
    return isRight;
  }

  private boolean isRemembered(Hash fingerprint) {
    boolean known = successes.contains(fingerprint);
    if (known) {
      remembered.increment();
    }
    return known;
  }

  private boolean isRight(SignatureVerifier.Check check, Hash fingerprint) {
    boolean isRight = check.isRight(this);
    if (isRight) {
      successes.add(fingerprint);
    }
    (isRight ? right : wrong).increment();
    return isRight;
  }

  /** Signatures of which several threads take shares, until one is wrong. */
  private final class Batch implements Runnable {

    private final List<? extends SignatureVerifier.Check> checks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger(Integer.MAX_VALUE);
    private final LongAdder spent = new LongAdder();

    Batch(List<? extends SignatureVerifier.Check> checks) {
      this.checks = checks;
    }

    /** Shares are taken in order: all before the first wrong one are verified. */
    @Override
    public void run() {
      int from = next.getAndAdd(SHARE);
      while (from < checks.size() && from < wrong.get()) {
        int to = Math.min(checks.size(), from + SHARE);
        for (int i = from; i < to && i < wrong.get(); i++) {
          if (!isRight(checks.get(i), spent)) {
            wrong.accumulateAndGet(i, Math::min);
          }
        }
        from = next.getAndAdd(SHARE);
      }
    }

    OptionalInt firstWrong() {
      int first = wrong.get();
      return first < checks.size() ? OptionalInt.of(first) : OptionalInt.empty();
    }
  }
}
