package zveno.node.rules.strict;

import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.strict.ChainProofs;
import zveno.kernel.rules.strict.PlacedBlock;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictBlock;
import zveno.kernel.rules.strict.keys.InstalledVerifier;
import zveno.node.rules.ReceiptViews;

/** Receipts of the strict rules; all their proofs come from the state. */
final class StrictReceipts implements ReceiptViews {

  private final RuleSet rules;

  /**
   * @param rules of the chain; their parameters name its first block
   */
  StrictReceipts(RuleSet rules) {
    this.rules = rules;
  }

  /** The reward has none: any receipt of its block contains it whole. */
  @Override
  public Optional<byte[]> receipt(long height, int position, long anchor, ProvableChain chain) {
    if (height < ChainProofs.FIRST) {
      return Optional.empty();
    }
    ChainProofs proofs = proofs(chain);
    Optional<Receipt.Anchor> later =
        anchor == height
            ? Optional.empty()
            : Optional.of(proofs.anchor(block(anchor, chain), height));
    StrictBlock block = block(height, chain);
    if (position == block.transactions().size()) {
      return Optional.empty();
    }
    Receipt receipt = proofs.receipt(block, position);
    return Optional.of(later.map(receipt::anchored).orElse(receipt).canonical());
  }

  @Override
  public long firstProvable() {
    return ChainProofs.FIRST;
  }

  @Override
  public void consistency(long from, long to, ProvableChain chain, JsonWriter json) {
    json.name("from");
    head(block(from, chain), json);
    json.name("proof").beginArray();
    proofs(chain).consistency(from, to).forEach(hash -> json.string(hash.hex()));
    json.endArray().name("to");
    head(block(to, chain), json);
  }

  /** What leads from a block's hash to its history. */
  private static void head(StrictBlock block, JsonWriter json) {
    json.beginObject().name("body").string(block.body().root().hex());
    json.name("hash").string(block.id().hex());
    json.name("header").string(Hex.of(block.header().toBytes()));
    json.name("reward").raw(block.reward().canonical()).endObject();
  }

  @Override
  public void check(
      byte[] document, Optional<BlockId> held, FollowedChain followed, JsonWriter json)
      throws DecodeException {
    Receipt receipt;
    try {
      receipt = Receipt.parse(document);
    } catch (RefusedException e) {
      throw new DecodeException(e.refusal().detail(), e);
    }
    long confirmations = followed.confirmations(receipt.block().header().id());
    ReceiptReport.of(
            receipt,
            InstalledVerifier.get(),
            held,
            Optional.of(new NodesWord("this node", confirmations)))
        .write(json);
  }

  private ChainProofs proofs(ProvableChain chain) {
    BlockId genesis =
        BlockId.parse(rules.parameters().getOrDefault(RuleSets.GENESIS, RuleSets.OWN))
            .orElseThrow();
    return new ChainProofs(genesis, chain.state());
  }

  private static StrictBlock block(long height, ProvableChain chain) {
    return ((PlacedBlock) chain.block(height)).block();
  }
}
