package zveno.node.follow;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.RegisteredPeers;

/**
 * All peers that a node knows: those that it follows, and those that were only registered with the
 * tutorial's call. For any thread.
 *
 * @param registered those of the tutorial's call
 * @param peers those that are followed or were tried
 */
public record KnownPeers(RegisteredPeers registered, PeerManager peers) {

  /** Their views: first those that are followed, then those that are only registered. */
  public Collection<PeerView> views() {
    SequencedMap<String, PeerView> views = new LinkedHashMap<>();
    peers.views().forEach(view -> views.put(view.address().netloc(), view));
    registered
        .all()
        .forEach(address -> views.putIfAbsent(address.netloc(), PeerView.registered(address)));
    return views.values();
  }

  /** How many of them are in each state, by the state's title; states without peers count 0. */
  public Map<String, Integer> states() {
    Map<String, Integer> counts = new TreeMap<>();
    for (PeerState state : PeerState.values()) {
      counts.put(state.title(), 0);
    }
    views().forEach(view -> counts.merge(view.state().title(), 1, Integer::sum));
    return counts;
  }

  /** Those that a person has named, registered ones first: a resolve asks these. */
  public List<PeerAddress> named() {
    SequencedMap<String, PeerAddress> all = new LinkedHashMap<>();
    registered.all().forEach(address -> all.put(address.netloc(), address));
    peers.contacts().given().forEach(address -> all.putIfAbsent(address.netloc(), address));
    return List.copyOf(all.values());
  }
}
