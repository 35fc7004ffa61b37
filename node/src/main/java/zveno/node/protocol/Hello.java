package zveno.node.protocol;

import java.util.Map;

/**
 * What a node of ours says of itself.
 *
 * @param nodeId its name, 32 lowercase hexadecimal digits
 * @param rules everything that two nodes must have in common to agree on a chain
 * @param tip where its chain ends
 * @param followsYou whether it follows the node that asks, and so fetches what is new there
 */
public record Hello(String nodeId, Map<String, String> rules, PeerTip tip, boolean followsYou) {

  public Hello {
    rules = Map.copyOf(rules);
  }
}
