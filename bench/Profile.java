import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Reads what bench/profile recorded, and prints the share of each kind of work in the processor time. */
class Profile {

  /** What the innermost frame that begins with one of these is doing. */
  private static final List<Map.Entry<String, String>> KINDS =
      List.of(
          Map.entry("org.rocksdb.", "RocksDB"),
          Map.entry("sun.security.", "SHA-256"),
          Map.entry("java.security.", "SHA-256"),
          Map.entry("zveno.kernel.bytes.", "SHA-256"),
          Map.entry("zveno.kernel.json.", "JSON"),
          Map.entry("java.io.FileInputStream", "reading the file"),
          Map.entry("sun.nio.ch.", "reading the file"),
          Map.entry("zveno.", "the rest of Zveno"));

  private final Map<String, Integer> samples = new TreeMap<>();
  private int total;
  private int failed;

  public static void main(String[] arguments) throws IOException {
    Profile profile = new Profile();
    try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jfr")).sorted().toList()) {
        profile.read(file);
      }
    }
    profile.print();
  }

  private void read(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        count(recording.readEvent());
      }
    } catch (IOException e) {
      // zveno halts, so the file has no proper end
    }
  }

  private void count(RecordedEvent event) {
    if (!event.getEventType().getName().equals("jdk.CPUTimeSample")) {
      return;
    }
    RecordedStackTrace trace = event.getStackTrace();
    if (event.getBoolean("failed") || trace == null) {
      failed++;
    } else {
      total++;
      samples.merge(kind(trace), 1, Integer::sum);
    }
  }

  private static String kind(RecordedStackTrace trace) {
    for (RecordedFrame frame : trace.getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, String> kind : KINDS) {
        if (type.startsWith(kind.getKey())) {
          return kind.getValue();
        }
      }
    }
    return "the JVM";
  }

  private void print() {
    System.out.printf("%d samples, and %d that could not be told%n", total, failed);
    samples.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(kind ->
            System.out.printf("%5.1f %%  %s%n", 100.0 * kind.getValue() / total, kind.getKey()));
  }
}
