package zveno.node.follow;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;

/**
 * The links that a node keeps, by the address of the peer and by the id of its node. For any
 * thread.
 */
final class PeerSessions {

  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<String, PeerSession> byAddress = new LinkedHashMap<>();
  private final Map<String, PeerSession> byNode = new HashMap<>();

  /** All links, oldest first. */
  List<PeerSession> all() {
    lock.lock();
    try {
      return List.copyOf(byAddress.values());
    } finally {
      lock.unlock();
    }
  }

  /** The link to this address, if there is one. */
  @Nullable PeerSession at(PeerAddress address) {
    lock.lock();
    try {
      return byAddress.get(address.netloc());
    } finally {
      lock.unlock();
    }
  }

  /** The link to this address, made now if there is none. */
  PeerSession at(PeerAddress address, Supplier<PeerSession> made) {
    lock.lock();
    try {
      return byAddress.computeIfAbsent(address.netloc(), _ -> made.get());
    } finally {
      lock.unlock();
    }
  }

  /** Those of some addresses to which there is no link. */
  List<PeerAddress> without(Collection<PeerAddress> addresses) {
    lock.lock();
    try {
      return addresses.stream()
          .filter(address -> !byAddress.containsKey(address.netloc()))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the link to this address, and forgets it. */
  void drop(PeerAddress address) {
    PeerSession link;
    lock.lock();
    try {
      link = byAddress.remove(address.netloc());
    } finally {
      lock.unlock();
    }
    if (link != null) {
      link.stop();
    }
  }

  /** How many links have a conversation. */
  long atWork() {
    return all().stream().filter(PeerSession::isAtWork).count();
  }

  /** The peers of our kind that are followed. */
  List<PeerAddress> followed() {
    return all().stream()
        .filter(link -> link.state() == PeerState.FOLLOWING)
        .map(PeerSession::address)
        .toList();
  }

  /** The peer at this address has sent something wrong: its conversation ends. */
  void blame(PeerAddress address, BadChainException why) {
    PeerSession link = at(address);
    if (link != null) {
      link.blame(why);
    }
  }

  /** Whether a link follows the node of this id. */
  boolean follows(String nodeId) {
    lock.lock();
    try {
      PeerSession link = byNode.get(nodeId);
      return link != null && link.state() == PeerState.FOLLOWING;
    } finally {
      lock.unlock();
    }
  }

  /** Decides {@link PeerSession.Keeper#mayFollow}; a found link makes room for a given one. */
  boolean mayFollow(PeerSession link, String nodeId) {
    PeerSession before;
    lock.lock();
    try {
      before = byNode.get(nodeId);
      if (before != null && !link.isGiven()) {
        return false;
      }
      byNode.put(nodeId, link);
    } finally {
      lock.unlock();
    }
    if (before != null && !before.isGiven()) {
      drop(before.address()); // ids prove nothing: what a person says counts for more
    }
    return true;
  }

  /** This link follows no node any more. */
  void followsNoLonger(PeerSession link) {
    lock.lock();
    try {
      byNode.values().removeIf(link::equals);
    } finally {
      lock.unlock();
    }
  }
}
