package zveno.node.follow;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.VerificationBudget;
import zveno.node.service.ChainService;
import zveno.node.sync.BlockSync;

/**
 * What all conversations with Zveno nodes have in common.
 *
 * @param service our chain and pool
 * @param calls what is asked
 * @param catchUp fetches blocks
 * @param turns keeps several from fetching the same blocks
 * @param claims keeps several from fetching the same entries
 * @param comparing how many may compare their pools with ours at once
 * @param verification what each peer may make us verify in vain
 * @param followed the peers that can be asked for blocks at present
 * @param blame ends the conversation with a peer that has sent something wrong
 * @param heard takes addresses that a peer tells
 * @param threads virtual ones will do
 */
record FollowContext(
    ChainService service,
    NodeCalls calls,
    BlockSync catchUp,
    BlockFetchSlots turns,
    InFlightRequests claims,
    Semaphore comparing,
    VerificationBudget<PeerAddress> verification,
    Supplier<List<PeerAddress>> followed,
    BiConsumer<PeerAddress, BadChainException> blame,
    Consumer<List<PeerAddress>> heard,
    ExecutorService threads) {}
