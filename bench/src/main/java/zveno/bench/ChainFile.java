package zveno.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ClassicTemplates;
import zveno.kernel.rules.classic.ClassicTransaction;
import zveno.kernel.rules.classic.ProofRule;

/**
 * A right chain of the tutorial in a file, as {@code GET /chain} sends it: one transaction and the
 * reward in each block. No proof is searched for twice, and after some hundred blocks they repeat.
 *
 * @param ends where each {@link #PART} blocks end, and the last ones
 */
record ChainFile(Path file, int blocks, List<Long> ends) {

  /** How many blocks a node asks a peer for at once. */
  private static final int PART = 1_000;

  /** How many parts are read ahead of the one whose links are checked. */
  private static final int AHEAD = 8;

  private static final String HEAD = "{\"chain\": [";
  private static final String SEPARATOR = ", ";
  private static final int ZEROS = 4;
  private static final ClassicRules RULES =
      ClassicRules.open(ProofRule.CLASSIC, new Difficulty(ZEROS));
  private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000);
  private static final String MINER = "6c152052357bc4921ee1062185df6efb";

  ChainFile {
    ends = List.copyOf(ends);
  }

  static ChainFile write(Path file, int blocks) throws IOException {
    List<Long> ends = new ArrayList<>();
    Map<String, BigInteger> proofs = new HashMap<>();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(ascii(HEAD));
      Block last = RULES.templates().genesis(BEGIN);
      out.write(last.encoded());
      long end = (long) HEAD.length() + last.encoded().length;
      for (int height = 2; height <= blocks; height++) {
        var puzzle = RULES.templates().puzzle(last);
        String key = JsonValue.ofCanonical(last.encoded()).member("proof").orElseThrow().toString();
        BigInteger proof = proofs.get(key);
        if (proof == null) {
          proof = DecimalSearch.smallest(puzzle, () -> false).orElseThrow();
          proofs.put(key, proof);
        }
        Instant time = BEGIN.plusSeconds(height);
        last = ClassicTemplates.assemble(last, List.of(transfer(height)), MINER, time, proof);
        if (height % PART == 1) {
          ends.add(end);
        }
        out.write(ascii(SEPARATOR));
        out.write(last.encoded());
        end += SEPARATOR.length() + last.encoded().length;
      }
      ends.add(end);
      out.write(ascii("], \"length\": " + blocks + "}\n"));
    }
    return new ChainFile(file, blocks, ends);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Transaction transfer(int number) throws IOException {
    String json =
        String.format(
            Locale.ROOT,
            "{\"amount\": %d, \"recipient\": \"%032x\", \"sender\": \"%032x\"}",
            number,
            number % 1_000,
            number);
    try {
      return new ClassicTransaction(JsonValue.parse(ascii(json), JsonLimits.defaults()));
    } catch (DecodeException e) {
      throw new IOException(e);
    }
  }

  /**
   * Reads and verifies all blocks like those of a peer, and keeps none.
   *
   * @return how many seconds it took
   */
  double check() throws IOException {
    long begin = System.nanoTime();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      JsonReader reader = new JsonReader(in, JsonLimits.defaults());
      reader.beginObject();
      reader.nextName();
      reader.beginArray();
      @Nullable Block last = null;
      while (reader.hasNext()) {
        Block block = RULES.codec().block(reader.canonical(), last == null ? 1 : last.height() + 1);
        insistOn(block, last);
        last = block;
      }
    } catch (DecodeException e) {
      throw new IOException(e);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /**
   * Reads and verifies all blocks like those of a Zveno node, part by part: these threads read and
   * hash, and the caller's thread checks links and proofs in order.
   */
  double check(int threads) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(file)) {
      return check(part -> blocks(channel, part), threads);
    }
  }

  /**
   * Verifies all blocks that were read before and are in memory as canonical bytes.
   *
   * @param texts of all blocks, by {@link #texts}
   */
  double check(List<byte[]> texts, int threads) throws IOException, InterruptedException {
    return threads == 1 ? check(texts) : check(part -> decoded(texts, part), threads);
  }

  private static double check(List<byte[]> texts) throws IOException {
    long begin = System.nanoTime();
    @Nullable Block last = null;
    try {
      for (byte[] text : texts) {
        Block block = RULES.codec().block(text, last == null ? 1 : last.height() + 1);
        insistOn(block, last);
        last = block;
      }
    } catch (DecodeException e) {
      throw new IOException(e);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /** The canonical bytes of all blocks. */
  List<byte[]> texts() throws IOException {
    List<byte[]> texts = new ArrayList<>(blocks);
    try (FileChannel channel = FileChannel.open(file)) {
      for (int part = 0; part < ends.size(); part++) {
        blocks(channel, part).forEach(block -> texts.add(block.encoded()));
      }
    } catch (DecodeException e) {
      throw new IOException(e);
    }
    return texts;
  }

  /** Where blocks come from. */
  @FunctionalInterface
  private interface Source {
    List<Block> part(int number) throws IOException, DecodeException;
  }

  private double check(Source source, int threads) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (ExecutorService readers = Executors.newFixedThreadPool(threads)) {
      Deque<Future<List<Block>>> ahead = new ArrayDeque<>();
      @Nullable Block last = null;
      for (int part = 0; part < ends.size() || !ahead.isEmpty(); part++) {
        if (part < ends.size()) {
          int next = part;
          ahead.add(readers.submit(() -> source.part(next)));
        }
        if (part >= AHEAD || part >= ends.size() - 1) {
          for (Block block : ahead.remove().get()) {
            insistOn(block, last);
            last = block;
          }
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private List<Block> decoded(List<byte[]> texts, int part) throws DecodeException {
    List<Block> decoded = new ArrayList<>(PART);
    for (int i = part * PART; i < Math.min(blocks, (part + 1) * PART); i++) {
      decoded.add(RULES.codec().block(texts.get(i), i + 1));
    }
    return decoded;
  }

  private List<Block> blocks(FileChannel channel, int part) throws IOException, DecodeException {
    long from = part == 0 ? HEAD.length() : ends.get(part - 1) + SEPARATOR.length();
    ByteBuffer list = ByteBuffer.allocate(Math.toIntExact(ends.get(part) - from) + 2);
    list.put(0, (byte) '[').put(list.limit() - 1, (byte) ']');
    ByteBuffer inside = list.slice(1, list.limit() - 2);
    while (inside.hasRemaining() && channel.read(inside, from + inside.position()) >= 0) {}
    List<Block> blocks = new ArrayList<>(PART);
    JsonReader reader = new JsonReader(list.array(), JsonLimits.defaults());
    reader.beginArray();
    while (reader.hasNext()) {
      blocks.add(RULES.codec().block(reader.canonical(), (long) part * PART + blocks.size() + 1));
    }
    return blocks;
  }

  private static void insistOn(Block block, @Nullable Block last) throws IOException {
    ChainContext context = last == null ? ChainContext.GENESIS : ChainContext.after(last);
    if (!RULES.consensus().checkContext(block, context).equals(Verdict.OK)) {
      throw new IOException("block " + block.height() + " is not right");
    }
  }
}
