package zveno.kernel.rules.strict;

import java.util.Map;
import java.util.Optional;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.work.Header;

/** Nets of the strict rules for tests, and people who pay in them. */
public final class StrictNets {

  /** When these nets begin. */
  public static final long BEGIN = 1_700_000_000;

  private StrictNets() {}

  /**
   * A person with an Ed25519 key.
   *
   * @param seed of the key, up to 32 bytes
   */
  public record Person(byte[] seed, Address address) {

    /** The person of this number. */
    public static Person numbered(int number) {
      byte[] seed = new byte[32];
      seed[0] = (byte) number;
      seed[1] = (byte) (number >> 8);
      seed[2] = 1;
      return new Person(seed, Address.of(Scheme.ED25519, JdkSignatures.ed25519PublicKey(seed)));
    }

    /** What this person may sign; the key of the address says who. */
    public UnsignedTransaction payment(
        Address to, long amount, long fee, long nonce, long expires) {
      return new UnsignedTransaction(
          address,
          to,
          new Coins(amount),
          new Coins(fee),
          nonce,
          expires,
          Optional.empty(),
          Optional.empty());
    }

    /** A payment with a real signature. */
    public StrictTransaction pays(
        BlockId genesis, Address to, long amount, long fee, long nonce, long expires) {
      UnsignedTransaction payment = payment(to, amount, fee, nonce, expires);
      byte[] text = payment.signedText(genesis);
      return signed(payment, JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), text));
    }

    /** A payment to oneself that records a text, with a real signature. */
    public StrictTransaction records(BlockId genesis, String data, long amount, long nonce) {
      UnsignedTransaction payment =
          new UnsignedTransaction(
              address,
              address,
              new Coins(amount),
              Coins.NONE,
              nonce,
              1_000,
              Optional.of(data),
              Optional.empty());
      byte[] text = payment.signedText(genesis);
      return signed(payment, JdkSignatures.sign(Scheme.ED25519, JdkSignatures.ed25519(seed), text));
    }

    /** A payment with a signature for {@link PlainSignatures}. */
    StrictTransaction paysPlainly(
        BlockId genesis, Address to, long amount, long fee, long nonce, long expires) {
      UnsignedTransaction payment = payment(to, amount, fee, nonce, expires);
      byte[] key = address.payload().toBytes();
      return signed(payment, PlainSignatures.sign(key, payment.signedText(genesis)));
    }
  }

  /** A transaction that is alike for the same words; nobody has signed it. */
  public static StrictTransaction note(String words) {
    Address anybody = Person.numbered(7).address();
    return signed(
        new UnsignedTransaction(
            anybody,
            anybody,
            Coins.NONE,
            Coins.NONE,
            0,
            1,
            Optional.of("> " + words),
            Optional.empty()),
        new byte[64]);
  }

  /** A payment with this signature, right or not. */
  static StrictTransaction signed(UnsignedTransaction payment, byte[] signature) {
    try {
      return StrictTransaction.signed(payment, signature);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The rules of the net that begins with this block. */
  public static StrictRules rules(BlockId genesis) {
    return new StrictRules(Optional.of(genesis), JdkSignatures::new);
  }

  /** A net with the easiest target, a spacing of 10 s, and a half-life of an hour. */
  public static Genesis genesis(
      long reward, long halving, long maturity, Map<Address, Coins> allocations) {
    Parameters usual = Parameters.usual("test");
    Parameters parameters =
        new Parameters(
            usual.network(),
            usual.spacing(),
            3_600,
            usual.limit(),
            new Coins(reward),
            halving,
            maturity,
            allocations,
            128 * 1024);
    return new Genesis(parameters, usual.limit(), BEGIN);
  }

  /** The header with the smallest proof that meets its bits. */
  static Header proven(Header header) {
    PowSearch search = PowSearch.of(header.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    return header.withProof(search.solution().orElseThrow().longValueExact());
  }
}
