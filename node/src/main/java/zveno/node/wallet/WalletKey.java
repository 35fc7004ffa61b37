package zveno.node.wallet;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hex;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.signatures.SigningKey;

/** What a key file holds: a seed, and the words that it comes of, if it does. */
public final class WalletKey implements AutoCloseable {

  /** Length of a seed in bytes. */
  public static final int SEED_LENGTH = 32;

  /** The largest number of a key of the same words. */
  public static final int MAX_NUMBER = Slip10.MAX_NUMBER;

  private final Scheme scheme;
  private final byte[] seed;
  private final SigningKey signer;
  private final @Nullable Words words;
  private final int number;

  private WalletKey(Scheme scheme, byte[] seed, @Nullable Words words, int number) {
    this.scheme = scheme;
    this.seed = seed;
    this.words = words;
    this.number = number;
    SeedCheck.of(scheme);
    this.signer = SigningKey.of(scheme, seed);
  }

  /**
   * A key of these words, which stay their owner's.
   *
   * @param number 0 for the first one
   */
  public static WalletKey of(Words words, Scheme scheme, int number) {
    byte[] master = words.seed();
    try {
      return new WalletKey(scheme, Slip10.seed(master, scheme, number), words.copy(), number);
    } finally {
      Arrays.fill(master, (byte) 0);
    }
  }

  /**
   * A key of a seed alone.
   *
   * @param seed 32 bytes, copied
   */
  public static WalletKey of(byte[] seed, Scheme scheme) {
    if (seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
    }
    return new WalletKey(scheme, seed.clone(), null, 0);
  }

  public Scheme scheme() {
    return scheme;
  }

  public Address address() {
    return signer.address();
  }

  /** The words, which this key wipes; nothing for a key of a seed alone. */
  public Optional<Words> words() {
    return Optional.ofNullable(words);
  }

  /** The number n of the path {@code m/44'/1'/n'}; nothing for a key of a seed alone. */
  public OptionalInt number() {
    return words == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The public key in hexadecimal digits, where the address does not carry it (scheme 1). */
  public Optional<String> publicKey() {
    return scheme == Scheme.ED25519 ? Optional.empty() : Optional.of(Hex.of(signer.publicKey()));
  }

  /** The signature of a message, as long as the scheme says. */
  public byte[] sign(byte[] message) {
    return signer.sign(message);
  }

  /** A copy of the seed, to be wiped. */
  byte[] seed() {
    return seed.clone();
  }

  boolean hasSeed(byte[] other) {
    return Arrays.equals(seed, other);
  }

  /** Wipes seed and words. */
  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
    signer.wipe();
    if (words != null) {
      words.close();
    }
  }
}
