package zveno.kernel.mining;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Runs the vector kernels until the last compiler has made their rounds fast, and prints what the
 * compilers did with their methods: "VECTOR_8 rounds 4" for one that was compiled, with its level,
 * and "VECTOR_8 rounds failed: ..." for one that was given up.
 */
final class HotKernels {

  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int AT_A_TIME = 40;

  private HotKernels() {}

  static void main() throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.Compilation").withThreshold(Duration.ZERO);
      recording.enable("jdk.CompilationFailure");
      recording.start();
      for (KernelKind kind : Kernels.vectors()) {
        heat(kind, recording).forEach(line -> System.out.println(kind + " " + line));
      }
    }
  }

  /** Returns when the rounds are fast, or will not be. */
  private static List<String> heat(KernelKind kind, Recording recording) throws IOException {
    DecimalKernel decimal = kind.newDecimal();
    HeaderKernel header = kind.newHeader();
    CandidateRange stretch = Kernels.stretch("7".repeat(20), "f".repeat(64), Difficulty.MAX);
    HeaderPuzzle puzzle = new HeaderPuzzle(new byte[HeaderPuzzle.LENGTH], BigInteger.ZERO);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      for (int i = 0; i < AT_A_TIME; i++) {
        decimal.lowest(stretch, 0, CandidateRange.SIZE);
        header.lowest(puzzle, 0, HeaderKernel.STEP);
      }
      List<String> compiled = compiled(decimal.getClass().getName(), recording);
      boolean settled =
          compiled.contains("rounds 4")
              || compiled.stream().anyMatch(line -> line.contains("failed"));
      if (settled || System.nanoTime() > end) {
        return compiled;
      }
    }
  }

  private static List<String> compiled(String kernel, Recording recording) throws IOException {
    Path file = Files.createTempFile("kernels", ".jfr");
    try {
      recording.dump(file);
      List<RecordedEvent> events = RecordingFile.readAllEvents(file);
      Map<Integer, String> failures = new HashMap<>();
      for (RecordedEvent event : events) {
        if (event.getEventType().getName().equals("jdk.CompilationFailure")) {
          failures.put(event.getInt("compileId"), event.getString("failureMessage"));
        }
      }
      List<String> lines = new ArrayList<>();
      for (RecordedEvent event : events) {
        RecordedMethod method =
            event.hasField("method") ? event.<RecordedMethod>getValue("method") : null;
        // a hidden class is named a little otherwise here
        if (method != null
            && method.getType().getName().replace('/', '.').equals(kernel.replace('/', '.'))) {
          String failure = failures.get(event.getInt("compileId"));
          boolean done = event.getBoolean("succeded") && failure == null;
          String end = done ? "" + event.getShort("compileLevel") : "failed: " + failure;
          lines.add(method.getName() + " " + end);
        }
      }
      return lines.stream().sorted().distinct().toList();
    } finally {
      Files.delete(file);
    }
  }
}
