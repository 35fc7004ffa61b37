package zveno.kernel.mining;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Looks into a vector kernel's rows: a kernel tells its solutions only, and here are the whole
 * hashes in all lanes. It also lays messages into the rows that differ in more than four digits, a
 * message a lane.
 */
final class VectorRows {

  private static final int WORDS_OF_A_HASH = 8;

  private final Object kernel;
  private final int lanes;
  private final Method rounds;

  // as the kernel names them
  private final int words;
  private final int withConstants;
  private final int start;
  private final int end;
  private final int chain;
  private final int other;

  VectorRows(KernelKind kind) throws ReflectiveOperationException {
    kernel = kind.newDecimal();
    lanes = kind.lanes();
    rounds =
        kernel
            .getClass()
            .getDeclaredMethod("rounds", int[].class, int.class, int.class, int.class, int.class);
    rounds.setAccessible(true);
    words = number("WORDS");
    withConstants = number("WITH_CONSTANTS");
    start = number("START");
    end = number("END");
    chain = number("CHAIN");
    other = number("OTHER");
  }

  DecimalKernel decimal() {
    return (DecimalKernel) kernel;
  }

  HeaderKernel header() {
    return (HeaderKernel) kernel;
  }

  /** How many candidates are tried at once. */
  int pair() {
    return 2 * lanes;
  }

  /** The hashes of the last pair of decimal candidates, in hexadecimal. */
  List<String> decimalHashes() throws ReflectiveOperationException {
    return hashesIn(number("lastBlock"));
  }

  /** The double hashes of the last pair of headers. */
  List<String> headerHashes() throws ReflectiveOperationException {
    return hashesIn(firstBlock() + number("BLOCK"));
  }

  /**
   * The hashes of any messages, one in each lane, by the kernel's rounds alone.
   *
   * @param given 16 if the kernel is to make the schedule, 64 if it gets all the words
   */
  List<String> digest(List<byte[]> messages, int given) throws ReflectiveOperationException {
    int[] rows = rows();
    int place = number("place");
    int block = firstBlock();
    List<int[]> padded = messages.stream().map(Compression::padded).toList();
    for (int lane = 0; lane < pair(); lane++) {
      put(rows, block + chain, lane, Compression.INITIAL);
    }
    int longest = padded.stream().mapToInt(message -> message.length).max().orElse(0);
    for (int at = 0; at < longest; at += Compression.BLOCK_WORDS) {
      for (int lane = 0; lane < pair(); lane++) {
        put(rows, block + start, lane, words(rows, block + chain, lane));
        // who is through already goes on with any words, which are not taken up
        int[] message = padded.get(lane);
        int[] scheduled = Compression.schedule(message, at < message.length ? at : 0);
        putWords(rows, block, lane, Arrays.copyOf(scheduled, given));
      }
      rounds.invoke(null, rows, block, place, 0, given);
      for (int lane = 0; lane < pair(); lane++) {
        if (at < padded.get(lane).length) {
          put(rows, block + chain, lane, hash(rows, block, lane));
        }
      }
    }
    List<String> digests = new ArrayList<>();
    for (int lane = 0; lane < pair(); lane++) {
      digests.add(hex(words(rows, block + chain, lane)));
    }
    return digests;
  }

  private void putWords(int[] rows, int block, int lane, int[] scheduled) {
    put(rows, block + words, lane, scheduled);
    for (int t = 0; t < scheduled.length; t++) {
      scheduled[t] += Compression.K[t];
    }
    put(rows, block + withConstants, lane, scheduled);
  }

  private List<String> hashesIn(int block) throws ReflectiveOperationException {
    List<String> hashes = new ArrayList<>();
    for (int lane = 0; lane < pair(); lane++) {
      hashes.add(hex(hash(rows(), block, lane)));
    }
    return hashes;
  }

  private int[] hash(int[] rows, int block, int lane) {
    int[] hash = words(rows, block + chain, lane);
    int[] added = words(rows, block + end, lane);
    for (int i = 0; i < hash.length; i++) {
      hash[i] += added[i];
    }
    return hash;
  }

  private int firstBlock() throws ReflectiveOperationException {
    return number("place") + number("CONSTANTS");
  }

  /** Writes numbers into a lane, one a row. */
  private void put(int[] rows, int row, int lane, int[] values) {
    for (int i = 0; i < values.length; i++) {
      rows[at(row + i * lanes, lane)] = values[i];
    }
  }

  /** The eight words of a hash or a state, from as many rows. */
  private int[] words(int[] rows, int row, int lane) {
    int[] words = new int[WORDS_OF_A_HASH];
    for (int i = 0; i < words.length; i++) {
      words[i] = rows[at(row + i * lanes, lane)];
    }
    return words;
  }

  /** A lane of the pair in a row of either stream. */
  private int at(int row, int lane) {
    return row + lane / lanes * other + lane % lanes;
  }

  private int[] rows() throws ReflectiveOperationException {
    return (int[]) field("rows").get(kernel);
  }

  private int number(String name) throws ReflectiveOperationException {
    return field(name).getInt(kernel);
  }

  private Field field(String name) throws ReflectiveOperationException {
    Field field = kernel.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static String hex(int[] words) {
    StringBuilder hex = new StringBuilder();
    for (int word : words) {
      hex.append(HexFormat.of().toHexDigits(word));
    }
    return hex.toString();
  }
}
