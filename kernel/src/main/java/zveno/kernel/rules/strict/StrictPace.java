package zveno.kernel.rules.strict;

import java.math.BigInteger;
import java.time.Instant;
import zveno.kernel.model.Work;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.ChainPace;
import zveno.kernel.rules.PaceReader;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Header;

/** How a strict chain goes along. */
final class StrictPace implements PaceReader {

  /** From how many blocks the hash rate is estimated. */
  private static final int BLOCKS = 32;

  private final SharedGenesis shared;
  private final ChainPoints points;

  StrictPace(SharedGenesis shared, ChainPoints points) {
    this.shared = shared;
    this.points = points;
  }

  /** The clock of the schedule stops while the net sleeps: of a wait at most a half-life counts. */
  @Override
  public ChainPace pace(ChainContext tip, Instant now) {
    Genesis genesis = shared.of(tip);
    ChainPoint point = points.at(tip, genesis);
    long since = Math.max(0, now.getEpochSecond() - point.timestamp());
    long waited = Math.min(since, genesis.parameters().halfLife());
    return new ChainPace(
        genesis.parameters().spacing(),
        point.behind() + waited,
        point.nextBits().work(),
        hashRate(point, new StrictState(tip.state())));
  }

  private static double hashRate(ChainPoint point, StrictState state) {
    long first = Math.max(Genesis.INDEX + 1, point.height() - BLOCKS);
    if (first >= point.height()) {
      return 0;
    }
    BigInteger work = BigInteger.ZERO;
    for (long height = first + 1; height <= point.height(); height++) {
      work = work.add(workOf(header(state, height)).units());
    }
    long passed = Math.max(1, point.timestamp() - header(state, first).timestamp());
    return work.doubleValue() / passed;
  }

  private static Header header(StrictState state, long height) {
    return Header.copiedFrom(state.header(height), 0);
  }

  private static Work workOf(Header header) {
    return new CompactBits(header.bits()).work();
  }
}
