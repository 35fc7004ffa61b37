package zveno.node.http.api;

import java.util.function.Function;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.model.BlockId;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.HttpException;

/** What a path calls a block: its height, or its hash. */
sealed interface BlockReference {

  /** Heights belong to blocks of the chain. */
  record Height(long height) implements BlockReference {}

  /** A hash belongs to one block, on the chain or beside it. */
  record Named(BlockId id) implements BlockReference {}

  /**
   * The name in the place of {@code {ref}}.
   *
   * @throws HttpException if it is none
   */
  static BlockReference of(Exchange exchange) {
    String ref = exchange.segment("ref");
    if (ref.matches("[0-9]{1,18}")) {
      return new Height(Long.parseLong(ref));
    }
    return BlockId.parse(ref)
        .map(Named::new)
        .orElseThrow(() ->
            HttpException.badRequest(
                "a block is named by its height or by its hash, 64 lowercase hexadecimal"
                    + " digits"));
  }

  /**
   * Where the block lies on the chain.
   *
   * @throws HttpException if it does not
   */
  default BlockPosition onChain(ApiSnapshot sight) {
    return locate(
        sight,
        id ->
            sight
                .locate(id)
                .orElseThrow(() -> HttpException.notFound("no block on the chain has this hash")));
  }

  /**
   * Where the block lies on the chain or beside it.
   *
   * @throws HttpException if it does not
   */
  default BlockPosition inTree(ApiSnapshot sight) {
    return locate(
        sight,
        id ->
            sight
                .locateInTree(id)
                .orElseThrow(() ->
                    HttpException.notFound(
                        "no block on the chain or on a side branch has this hash")));
  }

  private BlockPosition locate(ApiSnapshot sight, Function<BlockId, BlockPosition> byHash) {
    return switch (this) {
      case Height(long height) ->
          sight
              .locate(height)
              .orElseThrow(() ->
                  HttpException.notFound(
                      "there is no block " + height + "; the last one is " + sight.tip().height()));
      case Named(BlockId id) -> byHash.apply(id);
    };
  }
}
