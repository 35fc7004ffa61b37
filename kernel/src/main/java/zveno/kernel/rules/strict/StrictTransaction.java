package zveno.kernel.rules.strict;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.json.JsonValue;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.keys.Signatures;

/** A signed transaction of the right form. Whether its signature is right is asked separately. */
public final class StrictTransaction implements Transaction {

  /** The longest data, in bytes of UTF-8. */
  public static final int MAX_DATA = 16_384;

  /** More than the largest transaction: data all escaped, key and signature of scheme 1. */
  public static final int MAX_BYTES = 128 * 1024;

  private static final Members.Shape SHAPE =
      new Members.Shape(
          "a transaction",
          List.of(
              "amount",
              "data",
              "expires",
              "fee",
              "key",
              "nonce",
              "recipient",
              "sender",
              "signature"),
          List.of("data", "key"));

  private final JsonValue json;
  private final UnsignedTransaction content;
  private final byte[] publicKey;
  private final byte[] signature;
  private @Nullable TxId id;
  private @Nullable Hash leaf;
  private @Nullable Check check;

  private StrictTransaction(
      JsonValue json, UnsignedTransaction content, byte[] publicKey, byte[] signature) {
    this.json = json;
    this.content = content;
    this.publicKey = publicKey;
    this.signature = signature;
  }

  /** Reads a document as it may be posted. */
  public static StrictTransaction parse(byte[] document) throws RefusedException {
    return decode(StrictJson.parse(document, MAX_BYTES));
  }

  /**
   * A transaction with its signature. Whether that is right is not asked.
   *
   * @throws RefusedException if a member is out of range
   */
  public static StrictTransaction signed(UnsignedTransaction content, byte[] signature)
      throws RefusedException {
    return decode(JsonValue.ofCanonical(content.canonical(signature)));
  }

  /**
   * Reads canonical JSON.
   *
   * @throws RefusedException with {@link StrictReason#FORM} or {@link StrictReason#ADDRESS}
   */
  public static StrictTransaction decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    Coins amount = members.coins("amount");
    Optional<String> data = data(members);
    long expires = members.integer("expires", 1, Coins.MAX_UNITS);
    Coins fee = members.coins("fee");
    long nonce = members.integer("nonce", 0, Coins.MAX_UNITS);
    Address recipient = members.address("recipient");
    Address sender = members.address("sender");
    byte[] publicKey = publicKey(members, sender);
    byte[] signature = members.hex("signature", sender.scheme().signatureLength());
    Optional<String> key = members.has("key") ? Optional.of(members.text("key")) : Optional.empty();
    return new StrictTransaction(
        json,
        new UnsignedTransaction(sender, recipient, amount, fee, nonce, expires, data, key),
        publicKey,
        signature);
  }

  private static Optional<String> data(Members members) throws RefusedException {
    if (!members.has("data")) {
      return Optional.empty();
    }
    String data = members.text("data");
    int bytes = utf8Length(data);
    if (bytes < 1 || bytes > MAX_DATA) {
      throw RefusedException.form(
          "data must be 1 to " + MAX_DATA + " bytes of UTF-8, not " + bytes);
    }
    return Optional.of(data);
  }

  private static int utf8Length(String text) throws RefusedException {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw RefusedException.form("data must be whole characters, not half of one");
      }
    }
    return bytes;
  }

  private static byte[] publicKey(Members members, Address sender) throws RefusedException {
    if (sender.scheme() == Scheme.ML_DSA_44) {
      return members.hex("key", Scheme.ML_DSA_44.keyLength());
    }
    if (members.has("key")) {
      throw RefusedException.form("key is for addresses of scheme 1 alone");
    }
    return sender.payload().toBytes();
  }

  /** All but the signature. */
  public UnsignedTransaction content() {
    return content;
  }

  /** Who pays. */
  public Address sender() {
    return content.sender();
  }

  /** Who is paid. */
  public Address recipient() {
    return content.recipient();
  }

  /** What the recipient gets. */
  public Coins amount() {
    return content.amount();
  }

  /** What the miner gets. */
  public Coins fee() {
    return content.fee();
  }

  /** How many transactions of the sender stand before it in the chain. */
  public long nonce() {
    return content.nonce();
  }

  /** The last block that may carry it. */
  public long expires() {
    return content.expires();
  }

  /** The canonical text, with the signature. */
  public JsonValue json() {
    return json;
  }

  /** The canonical text, with the signature. */
  @Override
  public byte[] encoded() {
    return json.bytes();
  }

  /** Length of the canonical text in bytes. */
  @Override
  public int size() {
    return json.size();
  }

  /** SHA-256 of the canonical text without the signature. */
  @Override
  public TxId id() {
    TxId known = id;
    if (known == null) {
      known = new TxId(Hash.of(unsigned()));
      id = known;
    }
    return known;
  }

  /** Its leaf in the tree of a block's body. */
  public Hash leaf() {
    Hash known = leaf;
    if (known == null) {
      known = MerkleHash.leaf(json.bytes());
      leaf = known;
    }
    return known;
  }

  /** Is the signature its sender's, for the chain of this genesis? */
  public boolean isSigned(BlockId genesis, SignatureVerifier verifier) {
    byte[] text = UnsignedTransaction.signedText(genesis, unsigned());
    return Signatures.isRight(sender(), publicKey, text, signature, verifier);
  }

  /** The question whether it is signed, for the chain of this genesis. */
  public SignatureVerifier.Check signatureCheck(BlockId genesis) {
    Check known = check;
    if (known == null || !known.genesis.equals(genesis)) {
      known = new Check(this, genesis);
      check = known;
    }
    return known;
  }

  /** A check of the signature, named by the genesis and the canonical text with its signature. */
  private static final class Check implements SignatureVerifier.Check {

    private final StrictTransaction transaction;
    private final BlockId genesis;
    private @Nullable Hash fingerprint;

    Check(StrictTransaction transaction, BlockId genesis) {
      this.transaction = transaction;
      this.genesis = genesis;
    }

    @Override
    public Hash fingerprint() {
      Hash known = fingerprint;
      if (known == null) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(genesis.hash().toBytes());
        transaction.json.feed(digest);
        known = Hash.copiedFrom(digest.digest(), 0);
        fingerprint = known;
      }
      return known;
    }

    @Override
    public boolean isRight(SignatureVerifier verifier) {
      return transaction.isSigned(genesis, verifier);
    }
  }

  /** The signature is the last member: without it the text ends before it. */
  private byte[] unsigned() {
    int tail = ", \"signature\": \"\"}".length() + 2 * signature.length;
    byte[] text = Arrays.copyOf(json.bytes(), json.size() - tail + 1);
    text[text.length - 1] = '}';
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StrictTransaction that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
