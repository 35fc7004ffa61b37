package zveno.node.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** Many signatures at once: the same verdict as one by one, and each right one once. */
@Tag("slow")
class ParallelVerifierTest {

  private static final long SEED = 4;

  private static final BlockId GENESIS = new BlockId(Hash.of(new byte[] {1}));

  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  /** Right is what is said to be: the signature's first byte. */
  private final ParallelVerifier verifier = new ParallelVerifier(this::isSaidRight, 4, 4_000);

  private boolean isSaidRight(Scheme scheme, byte[] key, byte[] message, byte[] signature) {
    threads.add(Thread.currentThread().getName());
    return signature[0] == 1;
  }

  private record Said(int number, boolean right) implements SignatureVerifier.Check {

    @Override
    public Hash fingerprint() {
      return Hash.of((number + " " + right).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isRight(SignatureVerifier verifier) {
      byte[] signature = {(byte) (right ? 1 : 0)};
      return verifier.verify(Scheme.ED25519, new byte[0], new byte[0], signature);
    }
  }

  @Test
  void theFirstWrongOneIsFoundAsOneByOne() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      List<Said> checks = new ArrayList<>();
      int faults = random.nextInt(3);
      int count = random.nextInt(400);
      for (int i = 0; i < count; i++) {
        checks.add(new Said(1_000 * round + i, faults == 0 || random.nextInt(count) >= faults));
      }
      OptionalInt expected = OptionalInt.empty();
      for (int i = count - 1; i >= 0; i--) {
        expected = checks.get(i).right() ? expected : OptionalInt.of(i);
      }
      assertThat(verifier.firstWrong(checks)).as("round %d", round).isEqualTo(expected);
    }
    assertThat(threads).hasSizeGreaterThan(1);
  }

  @Test
  void aVirtualThreadVerifiesNothingByItself() throws Exception {
    List<Said> checks = right(100);
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(requests.submit(() -> verifier.firstWrong(checks)).get()).isEmpty();
    }
    assertThat(threads).isNotEmpty().allMatch(name -> name.startsWith("verifier-"));
  }

  @Test
  void whatIsQueuedIsBoundedAndAllOfItIsVerified() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    ParallelVerifier slow =
        new ParallelVerifier(
            (scheme, key, message, signature) -> {
              try {
                open.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return signature[0] == 1;
            },
            1,
            10);
    List<Future<OptionalInt>> answers = new ArrayList<>();
    try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1_000; i++) {
        Said one = new Said(i, i % 2 == 0);
        answers.add(requests.submit(() -> slow.firstWrong(List.of(one))));
      }
      open.countDown();
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(30, TimeUnit.SECONDS).isPresent()).isEqualTo(i % 2 != 0);
      }
    }
  }

  @Test
  void whatWasRightIsNotVerifiedAgainAndWhatWasWrongIs() {
    List<Said> checks = new ArrayList<>(right(50));
    assertThat(verifier.firstWrong(checks)).isEmpty();
    assertThat(verifier.verified()).isEqualTo(50);

    checks.add(new Said(-1, false));
    for (int i = 0; i < 3; i++) {
      assertThat(verifier.firstWrong(checks)).hasValue(50);
    }
    assertThat(verifier.verified()).isEqualTo(53);
    assertThat(verifier.remembered()).isEqualTo(150);
  }

  @Test
  void noMoreAreRememberedThanMayBe() {
    SuccessCache cache = new SuccessCache(400);
    List<Hash> all = right(10_000).stream().map(Said::fingerprint).toList();
    for (Hash each : all) {
      cache.add(each);
      assertThat(cache.contains(each)).isTrue();
    }
    assertThat(all.stream().filter(cache::contains).count()).isBetween(390L, 400L);
    assertThat(cache.contains(new Said(-1, true).fingerprint())).isFalse();
  }

  @Test
  void whatGoesWrongInAThreadIsSaid() {
    SignatureVerifier.Check broken =
        new SignatureVerifier.Check() {
          @Override
          public Hash fingerprint() {
            throw new IllegalArgumentException("broken");
          }

          @Override
          public boolean isRight(SignatureVerifier asked) {
            return true;
          }
        };
    assertThatThrownBy(() -> verifier.firstWrong(Collections.nCopies(100, broken)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void anInterruptedCallerGetsItsVerdictAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(verifier.firstWrong(right(200))).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aBadSignatureOnATransactionThatWasRightIsWrong() throws RefusedException {
    byte[] seed = new byte[32];
    seed[0] = 7;
    Address sender = Address.of(Scheme.ED25519, JdkSignatures.ed25519PublicKey(seed));
    UnsignedTransaction content =
        new UnsignedTransaction(
            sender,
            sender,
            new Coins(5),
            new Coins(0),
            0,
            1_000,
            java.util.Optional.empty(),
            java.util.Optional.empty());
    byte[] signature =
        JdkSignatures.sign(
            Scheme.ED25519, JdkSignatures.ed25519(seed), content.signedText(GENESIS));
    byte[] bad = signature.clone();
    bad[40] ^= 1;
    SignatureVerifier installed = InstalledVerifier.get();

    assertThat(installed).isInstanceOf(NodeVerifier.class).isSameAs(InstalledVerifier.get());
    StrictTransaction right = StrictTransaction.signed(content, signature);
    assertThat(installed.firstWrong(List.of(right.signatureCheck(GENESIS)))).isEmpty();
    StrictTransaction wrong = StrictTransaction.signed(content, bad);
    assertThat(wrong.id()).isEqualTo(right.id());
    assertThat(installed.firstWrong(List.of(wrong.signatureCheck(GENESIS)))).hasValue(0);
    BlockId another = new BlockId(Hash.of(new byte[] {2}));
    assertThat(installed.firstWrong(List.of(right.signatureCheck(another)))).hasValue(0);
  }

  private static List<Said> right(int count) {
    List<Said> checks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      checks.add(new Said(i, true));
    }
    return checks;
  }
}
