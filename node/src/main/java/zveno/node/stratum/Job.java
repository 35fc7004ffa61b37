package zveno.node.stratum;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.HeaderTemplate;

/** A block to search for that pays one address, as miners are told of it. */
final class Job {

  private static final HexFormat HEX = HexFormat.of();
  private final HeaderTemplate template;
  private final JobHeader header;
  private final ShareTarget block;
  private final double network;
  private final byte[] told;

  /**
   * @param template pays the job's address
   */
  Job(HeaderTemplate template) {
    this.template = template;
    byte[] head = template.coinbaseHead();
    byte[] tail = template.coinbaseTail();
    List<Hash> branch = template.branch();
    this.header = new JobHeader(template.header(), head, tail, branch, template.minersBits());
    BigInteger target = template.puzzle().target();
    this.block = new ShareTarget(target);
    this.network = ShareTarget.difficulty(target);
    this.told = parameters(head, tail, branch).getBytes(StandardCharsets.US_ASCII);
  }

  private String parameters(byte[] head, byte[] tail, List<Hash> branch) {
    StringBuilder out = new StringBuilder();
    out.append('"').append(HEX.formatHex(header.wordsReversed(JobHeader.PREVIOUS_AT, Hash.LENGTH)));
    out.append("\", \"").append(HEX.formatHex(head));
    out.append("\", \"").append(HEX.formatHex(tail)).append("\", [");
    for (int i = 0; i < branch.size(); i++) {
      out.append(i == 0 ? "\"" : ", \"").append(branch.get(i).hex()).append('"');
    }
    out.append("], \"").append(word(JobHeader.VERSION_AT));
    out.append("\", \"").append(word(JobHeader.BITS_AT));
    return out.append("\", \"").append(word(JobHeader.TIME_AT)).append("\", ").toString();
  }

  /** A number of the header, eight digits, the highest first. */
  private String word(int at) {
    return HEX.formatHex(header.wordsReversed(at, Integer.BYTES));
  }

  /** The parameters of {@code mining.notify} between the job's id and the last, in ASCII. */
  byte[] parameters() {
    return told;
  }

  /** Does it follow the same block as the other? Where not, the other is worth nothing any more. */
  boolean isBeside(Job other) {
    return template.parent().id().equals(other.template.parent().id());
  }

  /** The template. */
  HeaderTemplate template() {
    return template;
  }

  /** The difficulty of a block. */
  double network() {
    return network;
  }

  /** The time that the job was given, in seconds since 1970. */
  long timestamp() {
    return header.timestamp();
  }

  /** The double hash of the header with a miner's choices, 32 bytes. */
  byte[] digest(Share share) {
    return header.digest(share);
  }

  /** Is this double hash a block's? */
  boolean isBlock(byte[] digest) {
    return block.isMetBy(digest);
  }
}
