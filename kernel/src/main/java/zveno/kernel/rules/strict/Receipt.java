package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.merkle.MerkleProofs;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.work.Header;

/**
 * The proof that a transaction stands in a chain, which whoever holds one hash can check offline.
 * It is worth as much as the place where that hash is from.
 *
 * @param genesis of the chain
 * @param transaction the whole transaction
 * @param block the block that carries it
 * @param anchor leads to a later block whose hash the reader may hold
 */
public record Receipt(
    BlockId genesis, StrictTransaction transaction, Inclusion block, Optional<Anchor> anchor) {

  /** More than the largest: a transaction, two rewards, and paths of at most 64 hashes. */
  public static final int MAX_BYTES = StrictTransaction.MAX_BYTES + 32 * 1024;

  /** What a receipt of this form says it is. */
  private static final String FORM = "zveno-1";

  /** No tree has more levels. */
  private static final int MAX_PATH = 64;

  private static final Members.Shape SHAPE =
      new Members.Shape(
          "a receipt",
          List.of("anchor", "block", "genesis", "receipt", "transaction"),
          List.of("anchor"));

  private static final Members.Shape INCLUSION_SHAPE =
      Members.Shape.of("a receipt's block", "header", "path", "position", "reward");

  private static final Members.Shape ANCHOR_SHAPE =
      Members.Shape.of("a receipt's anchor", "body", "header", "path", "reward");

  /**
   * Where a transaction stands.
   *
   * @param header of the block
   * @param reward of the block
   * @param position among the other transactions, from 0 on
   * @param path from the transaction to the body's root
   */
  public record Inclusion(Header header, Reward reward, long position, List<Hash> path) {

    public Inclusion {
      path = List.copyOf(path);
    }
  }

  /**
   * A later block.
   *
   * @param header of the later block
   * @param reward of the later block
   * @param body the root of the later block's body
   * @param path from the digest of the first block to the later one's history
   */
  public record Anchor(Header header, Reward reward, Hash body, List<Hash> path) {

    public Anchor {
      path = List.copyOf(path);
    }

    /** The anchor that a block is, for a path in its history. */
    public static Anchor of(StrictBlock block, List<Hash> path) {
      return new Anchor(block.header(), block.reward(), block.body().root(), path);
    }
  }

  /**
   * A receipt for a transaction of a block, without an anchor.
   *
   * @param position among the transactions, the reward left out
   */
  public static Receipt of(BlockId genesis, StrictBlock block, int position) {
    return new Receipt(
        genesis,
        block.transactions().get(position),
        new Inclusion(block.header(), block.reward(), position, block.body().path(position)),
        Optional.empty());
  }

  /** The same with an anchor. */
  public Receipt anchored(Anchor later) {
    return new Receipt(genesis, transaction, block, Optional.of(later));
  }

  /** Reads a document as it may be posted. */
  public static Receipt parse(byte[] document) throws RefusedException {
    return decode(StrictJson.parse(document, MAX_BYTES));
  }

  /**
   * Reads canonical JSON.
   *
   * @throws RefusedException if this is no receipt
   */
  public static Receipt decode(JsonValue json) throws RefusedException {
    Members members = Members.read(json, SHAPE);
    if (!members.text("receipt").equals(FORM)) {
      throw RefusedException.form("receipt must be \"" + FORM + "\"");
    }
    Optional<JsonValue> anchor = members.find("anchor");
    return new Receipt(
        new BlockId(members.hash("genesis")),
        StrictTransaction.decode(members.get("transaction")),
        inclusion(members.get("block")),
        anchor.isEmpty() ? Optional.empty() : Optional.of(anchor(anchor.get())));
  }

  private static Inclusion inclusion(JsonValue json) throws RefusedException {
    Members members = Members.read(json, INCLUSION_SHAPE);
    return new Inclusion(
        header(members),
        Reward.decode(members.get("reward")),
        members.integer("position", 0, Coins.MAX_UNITS),
        members.hashes("path", MAX_PATH));
  }

  private static Anchor anchor(JsonValue json) throws RefusedException {
    Members members = Members.read(json, ANCHOR_SHAPE);
    return new Anchor(
        header(members),
        Reward.decode(members.get("reward")),
        members.hash("body"),
        members.hashes("path", MAX_PATH));
  }

  private static Header header(Members members) throws RefusedException {
    return Header.copiedFrom(members.hex("header", Header.LENGTH), 0);
  }

  /** The canonical text. */
  public byte[] canonical() {
    JsonWriter json = new JsonWriter().beginObject();
    anchor.ifPresent(later -> {
      json.name("anchor").beginObject();
      json.name("body").string(later.body().hex());
      json.name("header").string(Hex.of(later.header().toBytes()));
      path(json, later.path());
      json.name("reward").raw(later.reward().canonical()).endObject();
    });
    json.name("block").beginObject();
    json.name("header").string(Hex.of(block.header().toBytes()));
    path(json, block.path());
    json.name("position").integer(block.position());
    json.name("reward").raw(block.reward().canonical()).endObject();
    json.name("genesis").string(genesis.hex());
    json.name("receipt").string(FORM);
    return json.name("transaction").value(transaction.json()).endObject().toBytes();
  }

  private static void path(JsonWriter json, List<Hash> path) {
    json.name("path").beginArray();
    path.forEach(hash -> json.string(hash.hex()));
    json.endArray();
  }

  /** What a receipt shows, the weakest first. */
  public enum Level {
    /** It does not contradict itself: who made that header had that transaction under it. */
    UNDER_THIS_HEADER,
    /** It is part of the chain below a block whose hash the reader holds. */
    BELOW_HELD_BLOCK,
    /** It is part of the chain that this node follows now. */
    ON_CHAIN
  }

  /** What came of looking at a receipt. */
  public sealed interface Verdict {

    /**
     * It shows something.
     *
     * @param levels all that it shows, never empty
     * @param block the block that carries the transaction
     * @param height of that block, as its reward says
     */
    record Shows(List<Level> levels, BlockId block, long height) implements Verdict {}

    /**
     * It shows nothing.
     *
     * @param reason one line, for people
     */
    record Wrong(String reason) implements Verdict {}
  }

  /** Which blocks this node knows to be on its chain. */
  @FunctionalInterface
  public interface FollowedChain {

    /** Is this block on the chain now? */
    boolean contains(BlockId block);
  }

  /**
   * What the receipt shows.
   *
   * @param held the hash that the reader holds, if any; of a block that is neither the
   *     transaction's nor the anchor's, it shows nothing
   */
  public Verdict verify(
      SignatureVerifier verifier, Optional<BlockId> held, FollowedChain followed) {
    return wrongInBlock(verifier)
        .or(() -> anchor.flatMap(this::wrongInAnchor))
        .<Verdict>map(Verdict.Wrong::new)
        .orElseGet(() -> shown(held, followed));
  }

  private Verdict shown(Optional<BlockId> held, FollowedChain followed) {
    BlockId carrier = block.header().id();
    List<Level> levels = new ArrayList<>(List.of(Level.UNDER_THIS_HEADER));
    boolean isHeld =
        held.filter(hash ->
                hash.equals(carrier)
                    || anchor.filter(later -> hash.equals(later.header().id())).isPresent())
            .isPresent();
    if (isHeld) {
      levels.add(Level.BELOW_HELD_BLOCK);
    }
    if (followed.contains(carrier)) {
      levels.add(Level.ON_CHAIN);
    }
    return new Verdict.Shows(List.copyOf(levels), carrier, block.reward().height());
  }

  private Optional<String> wrongInBlock(SignatureVerifier verifier) {
    Optional<Hash> body =
        MerkleProofs.root(
            transaction.leaf(), block.position(), block.reward().count(), block.path());
    if (body.isEmpty()) {
      return Optional.of("the path is not one from that position in a block of that count");
    }
    return wrongHeader("the block's", block.header(), block.reward(), body.get())
        .or(() ->
            transaction.isSigned(genesis, verifier)
                ? Optional.empty()
                : Optional.of("the signature is not the sender's on the chain of that genesis"));
  }

  private Optional<String> wrongInAnchor(Anchor later) {
    Optional<String> wrong =
        wrongHeader("the anchor's", later.header(), later.reward(), later.body());
    if (wrong.isPresent()) {
      return wrong;
    }
    // The history of a block has a leaf for each block before it, the genesis first.
    Optional<Hash> history =
        MerkleProofs.root(
            MerkleHash.leaf(block.header().digest()),
            block.reward().height() - 1,
            later.reward().height() - 1,
            later.path());
    return history.filter(later.reward().history()::equals).isPresent()
        ? Optional.empty()
        : Optional.of("the anchor's path does not lead from the block to the anchor's history");
  }

  private static Optional<String> wrongHeader(
      String whose, Header header, Reward reward, Hash body) {
    Optional<Refusal> refusal = StrictChecks.alone(header);
    if (refusal.isPresent()) {
      return Optional.of(whose + " header: " + refusal.get().detail());
    }
    return reward.merkleRoot(body).equals(header.merkleRoot())
        ? Optional.empty()
        : Optional.of(whose + " Merkle root is not that of its reward and body");
  }
}
