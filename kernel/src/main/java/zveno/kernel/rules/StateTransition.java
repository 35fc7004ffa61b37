package zveno.kernel.rules;

import zveno.kernel.state.StateChanges;

/** What a block makes of the state that the chain below it has led to. */
public sealed interface StateTransition {

  /** It is right, and leaves the state as it is. */
  StateTransition UNCHANGED = new Applied(StateChanges.NONE);

  /** It is right, and changes this. */
  record Applied(StateChanges changes) implements StateTransition {}

  /** It cannot follow in this state. */
  record Rejected(Verdict.Rejected why) implements StateTransition {}
}
