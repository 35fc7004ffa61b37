package zveno.node.stratum;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.HeaderPuzzle;

/**
 * Checks shares of a made-up job as connections do, from the line to the verdict, so that a
 * benchmark can say how many of them a thread checks. Not for several threads at once.
 */
public final class ShareChecks {

  /** As long as the parts of a real one, with the miner's eight bytes between them. */
  private static final int COINBASE_HEAD = 47;

  private static final int COINBASE_TAIL = 53;
  private static final int EXTRANONCE = 7;
  private static final long TIME = 1_700_000_000;
  private static final int BITS = 0x1fffe000;

  private final JobHeader job;
  private final ShareTarget block = ShareTarget.of(1e12);
  private final ShareTarget target = ShareTarget.of(ShareTarget.MIN_DIFFICULTY);
  private final List<byte[]> lines = new ArrayList<>();

  private ShareChecks(int shares) {
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    for (int i = 0; i < Integer.BYTES; i++) {
      header[JobHeader.TIME_AT + i] = (byte) (TIME >>> (8 * i));
    }
    Hash body = Hash.copiedFrom(new byte[Hash.LENGTH], 0);
    this.job =
        new JobHeader(
            header, new byte[COINBASE_HEAD], new byte[COINBASE_TAIL], List.of(body), BITS);
    HexFormat hex = HexFormat.of();
    for (int i = 0; i < shares; i++) {
      String line =
          "{\"id\": %d, \"method\": \"mining.submit\", \"params\": [\"%s.rig\", \"1a\", \"%s\", \"%s\", \"%s\", \"%s\"]}"
              .formatted(
                  i,
                  "zv1" + "q".repeat(59),
                  hex.toHexDigits(i),
                  hex.toHexDigits((int) TIME),
                  hex.toHexDigits(0x9e3779b9 * i),
                  hex.toHexDigits(0x2000));
      lines.add(line.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * Shares of a job that every hash meets.
   *
   * @param shares how many, at most as many as one connection may send for a job
   */
  public static ShareChecks ofSomeJob(int shares) {
    return new ShareChecks(Math.min(shares, SharesSeen.MAX));
  }

  /**
   * Checks each of them once.
   *
   * @return how many there are
   * @throws IllegalStateException if one was wrong
   */
  public int all() {
    SharesSeen seen = new SharesSeen();
    try {
      for (byte[] line : lines) {
        Request request = Request.read(line);
        Share share = Share.of(request, EXTRANONCE, BITS, job.timestamp(), TIME + 1);
        byte[] digest = job.digest(share);
        if (block.isMetBy(digest) || !target.isMetBy(digest) || !seen.add(digest)) {
          throw new IllegalStateException("a share is wrong");
        }
      }
    } catch (DecodeException | RefusedException e) {
      throw new IllegalStateException(e);
    }
    return lines.size();
  }
}
