package zveno.node.rules.strict;

/**
 * What a node says of the block that carries a transaction.
 *
 * @param node how the node is called in a sentence, "this node" say
 * @param confirmations how many blocks of its chain confirm that block, itself included; 0 if it is
 *     not on the node's chain
 */
public record NodesWord(String node, long confirmations) {}
