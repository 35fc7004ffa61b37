package zveno.node.wallet;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Optional;
import javax.security.auth.DestroyFailedException;
import zveno.kernel.bytes.Hex;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;

/** Signs for one address. One thread at a time. */
public final class SigningKey implements AutoCloseable {

  private final Scheme scheme;
  private final PrivateKey privateKey;
  private final byte[] publicKey;
  private final Address address;

  private SigningKey(Scheme scheme, KeyPair pair) {
    this.scheme = scheme;
    this.privateKey = pair.getPrivate();
    this.publicKey = SeedPairs.publicKey(scheme, pair);
    this.address = Address.of(scheme, publicKey);
  }

  /**
   * The key of a seed.
   *
   * @param seed 32 bytes: the private key of RFC 8032, or ξ of FIPS 204
   */
  static SigningKey of(Scheme scheme, byte[] seed) {
    return new SigningKey(scheme, SeedPairs.of(scheme, seed));
  }

  /** For whom it signs. */
  public Address address() {
    return address;
  }

  /** The public key in hexadecimal digits, where the address does not carry it (scheme 1). */
  public Optional<String> key() {
    return scheme == Scheme.ED25519 ? Optional.empty() : Optional.of(Hex.of(publicKey));
  }

  /** The signature of a message, as long as the scheme says. */
  public byte[] sign(byte[] message) {
    try {
      Signature signing = Signature.getInstance(SeedPairs.name(scheme), SeedPairs.provider(scheme));
      signing.initSign(privateKey);
      signing.update(message);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK does not sign with " + SeedPairs.name(scheme), e);
    }
  }

  /** Wipes the private key, if this JDK can. */
  @Override
  public void close() {
    try {
      privateKey.destroy();
    } catch (DestroyFailedException _) {
      // its keys are wiped by the collector only
    }
  }
}
