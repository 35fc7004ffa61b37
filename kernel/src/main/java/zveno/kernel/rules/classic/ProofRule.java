package zveno.kernel.rules.classic;

import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.Difficulty;

/** What the proof covers, and how a new chain begins: all that the two rule sets differ in. */
public enum ProofRule {
  /** {@code sha256(f"{last_proof}{proof}")}; {@code new_block(previous_hash=1, proof=100)}. */
  CLASSIC("classic") {
    @Override
    String tail(ClassicBlock last) {
      return "";
    }

    @Override
    void writeGenesisPreviousHash(JsonWriter json) {
      json.integer(1);
    }
  },

  /**
   * {@code sha256(f"{last_proof}{proof}{last_hash}")}, where {@code last_hash} is the hash of the
   * whole last block; {@code new_block(previous_hash='1', proof=100)}.
   */
  UPSTREAM("upstream") {
    @Override
    String tail(ClassicBlock last) {
      return last.id().hex();
    }

    @Override
    void writeGenesisPreviousHash(JsonWriter json) {
      json.string("1");
    }
  };

  private final String title;

  ProofRule(String title) {
    this.title = title;
  }

  /** The name by which people choose it. */
  public String title() {
    return title;
  }

  /** What has to be solved for a block that follows {@code last}. */
  DecimalPuzzle puzzle(ClassicBlock last, Difficulty difficulty) {
    return new DecimalPuzzle(last.proof(), tail(last), difficulty);
  }

  abstract String tail(ClassicBlock last);

  abstract void writeGenesisPreviousHash(JsonWriter json);
}
