package zveno.kernel.rules.strict.keys;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;

/**
 * The name of an account: a signature scheme and 32 bytes, which are an Ed25519 key or the SHA-256
 * of a key of ML-DSA-44. As text it is bech32m (BIP 350) and always 62 characters, {@code zv1…}.
 */
public final class Address implements Comparable<Address> {

  /** Length of the text in characters. */
  public static final int TEXT_LENGTH = 62;

  /** Length in bytes: the scheme, and what it says. */
  public static final int LENGTH = 1 + Hash.LENGTH;

  private static final String PREFIX = "zv";

  /** Takes about 16 MiB when it is full. */
  private static final KnownAddresses<Address> KNOWN = new KnownAddresses<>(1 << 16);

  private final Scheme scheme;
  private final Hash payload;
  private @Nullable String text;

  private Address(Scheme scheme, Hash payload) {
    this.scheme = scheme;
    this.payload = payload;
  }

  /** What a text turned out to be. */
  public sealed interface Reading {

    /** An address. */
    record Valid(Address address) implements Reading {}

    /**
     * None.
     *
     * @param reason one line, for people
     * @param position of the wrong character, from 0 on, if it is known to be one
     */
    record Invalid(String reason, OptionalInt position) implements Reading {}
  }

  /** Reads an address; anything but the one text of a sound address is none. */
  public static Optional<Address> parse(String text) {
    return read(text) instanceof Reading.Valid valid
        ? Optional.of(valid.address())
        : Optional.empty();
  }

  /** Reads an address, or says what is wrong with it, and where. */
  public static Reading read(String text) {
    if (text.length() != TEXT_LENGTH) {
      return invalid("an address has " + TEXT_LENGTH + " characters, not " + text.length());
    }
    Optional<Address> known = KNOWN.find(text);
    if (known.isPresent()) {
      return new Reading.Valid(known.get());
    }
    Reading reading = readAnew(text);
    if (reading instanceof Reading.Valid valid) {
      KNOWN.add(text, valid.address());
    }
    return reading;
  }

  private static Reading readAnew(String text) {
    String start = PREFIX + "1";
    for (int i = 0; i < TEXT_LENGTH; i++) {
      char c = text.charAt(i);
      if (i < start.length() ? c != start.charAt(i) : Bech32m.value(c) < 0) {
        return invalid(i, wrongCharacter(c, i < start.length()));
      }
    }
    String data = text.substring(start.length());
    int residue = Bech32m.residue(PREFIX, data);
    if (residue != 0) {
      OptionalInt fault = Bech32m.singleFault(residue, data.length());
      return fault.isPresent()
          ? invalid(start.length() + fault.getAsInt(), "does not fit the checksum")
          : invalid("the checksum of the address is wrong: at least two characters are");
    }
    return Bech32m.bytes(data, data.length() - Bech32m.CHECKSUM_LENGTH)
        .map(bytes -> checked(text, bytes))
        .orElseGet(() -> invalid("the address has a bit too many"));
  }

  private static String wrongCharacter(char c, boolean inPrefix) {
    if (c >= 'A' && c <= 'Z') {
      return "is a capital";
    }
    return inPrefix ? "is wrong: an address begins with zv1" : "is none that an address may have";
  }

  private static Reading checked(String text, byte[] bytes) {
    Optional<Scheme> scheme = Scheme.numbered(bytes[0] & 0xff);
    if (scheme.isEmpty()) {
      return invalid("the address is of scheme " + (bytes[0] & 0xff) + ", which must be 0 or 1");
    }
    Hash payload = Hash.copiedFrom(bytes, 1);
    if (scheme.get() == Scheme.ED25519 && !Ed25519.isKey(payload.toBytes())) {
      return invalid(
          "the address carries no Ed25519 key: a canonical point, and not one of small order");
    }
    Address address = new Address(scheme.get(), payload);
    address.text = text;
    return new Reading.Valid(address);
  }

  private static Reading invalid(String reason) {
    return new Reading.Invalid(reason, OptionalInt.empty());
  }

  private static Reading invalid(int position, String reason) {
    return new Reading.Invalid(
        "character " + (position + 1) + " of the address " + reason, OptionalInt.of(position));
  }

  /**
   * The address of whoever has this key.
   *
   * @throws IllegalArgumentException if the key is none of that scheme
   */
  public static Address of(Scheme scheme, byte[] publicKey) {
    if (publicKey.length != scheme.keyLength()) {
      throw new IllegalArgumentException(
          "a key of " + scheme + " has " + scheme.keyLength() + " bytes, not " + publicKey.length);
    }
    if (scheme == Scheme.ED25519 && !Ed25519.isKey(publicKey)) {
      throw new IllegalArgumentException("no canonical point, or one of small order");
    }
    return new Address(
        scheme,
        switch (scheme) {
          case ED25519 -> Hash.copiedFrom(publicKey, 0);
          case ML_DSA_44 -> Hash.of(publicKey);
        });
  }

  /**
   * The address that {@link #copyTo} has written. Its key is not looked at again.
   *
   * @throws IllegalArgumentException if there is no such scheme
   */
  public static Address copiedFrom(byte[] source, int offset) {
    int number = source[offset] & 0xff;
    Scheme scheme =
        Scheme.numbered(number)
            .orElseThrow(() -> new IllegalArgumentException("no such scheme as " + number));
    return new Address(scheme, Hash.copiedFrom(source, offset + 1));
  }

  /** Writes its 33 bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    target[offset] = (byte) scheme.number();
    payload.copyTo(target, offset + 1);
  }

  /** How its owner signs. */
  public Scheme scheme() {
    return scheme;
  }

  /** What stands behind the scheme: the key, or its SHA-256. */
  public Hash payload() {
    return payload;
  }

  /** The 62 characters. */
  public String text() {
    String known = text;
    if (known == null) {
      byte[] bytes = new byte[LENGTH];
      copyTo(bytes, 0);
      known = Bech32m.encode(PREFIX, bytes);
      text = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address that && scheme == that.scheme && payload.equals(that.payload);
  }

  @Override
  public int hashCode() {
    return 31 * payload.hashCode() + scheme.number();
  }

  /** By scheme, then by the bytes behind it. */
  @Override
  public int compareTo(Address other) {
    int byScheme = scheme.compareTo(other.scheme);
    return byScheme != 0 ? byScheme : payload.compareTo(other.payload);
  }

  @Override
  public String toString() {
    return text();
  }
}
