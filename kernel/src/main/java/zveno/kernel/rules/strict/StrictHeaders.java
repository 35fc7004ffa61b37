package zveno.kernel.rules.strict;

import java.util.Optional;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.HeaderChain;
import zveno.kernel.rules.HeaderRules;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;
import zveno.kernel.state.StateView;

/** Headers of 80 bytes: each is judged by its link, its target, its time and its work. */
final class StrictHeaders implements HeaderRules {

  private final SharedGenesis shared;
  private final ChainPoints points;

  StrictHeaders(SharedGenesis shared, ChainPoints points) {
    this.shared = shared;
    this.points = points;
  }

  @Override
  public int length() {
    return Header.LENGTH;
  }

  @Override
  public byte[] header(StateView state, long height) {
    return new StrictState(state).header(height);
  }

  @Override
  public HeaderChain after(ChainContext context) {
    return new Judged(points.at(context, shared.of(context)));
  }

  private static final class Judged implements HeaderChain {

    private ChainPoint end;
    private Work added = Work.NONE;

    Judged(ChainPoint end) {
      this.end = end;
    }

    @Override
    public Verdict add(byte[] header) {
      Header next = Header.copiedFrom(header, 0);
      Optional<Refusal> refusal =
          StrictChecks.alone(next).or(() -> StrictChecks.inPlace(next, end));
      if (refusal.isPresent()) {
        return Verdict.rejected(refusal.get().reason(), refusal.get().detail());
      }
      end = end.after(next);
      added = added.plus(new CompactBits(next.bits()).work());
      return Verdict.OK;
    }

    @Override
    public long height() {
      return end.height();
    }

    @Override
    public BlockId tip() {
      return Digests.id(end.digest());
    }

    @Override
    public Work added() {
      return added;
    }
  }
}
