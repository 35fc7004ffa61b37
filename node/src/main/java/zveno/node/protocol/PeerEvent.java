package zveno.node.protocol;

import zveno.kernel.model.EntryKey;

/** What a Zveno node tells as it happens. */
public sealed interface PeerEvent {

  /**
   * Its chain has another end.
   *
   * @param reorganised whether blocks have left its chain, so that transactions wait there again
   */
  record TipMoved(PeerTip tip, boolean reorganised) implements PeerEvent {}

  /** An entry waits there that did not before. */
  record EntryTaken(EntryKey entry) implements PeerEvent {}

  /**
   * We have missed something: all has to be looked at anew.
   *
   * @param tip where its chain ends now
   */
  record Missed(PeerTip tip) implements PeerEvent {}

  /** Something that is of no concern here, or a sign of life. */
  record Other() implements PeerEvent {}
}
