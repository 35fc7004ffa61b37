package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.export.Chains.zveno;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.export.Chains.Outcome;

/** {@code zveno export --format} and {@code zveno check-export}. */
@Tag("slow")
@Timeout(120)
class FileExportTest {

  private static final int BLOCKS = 14;

  @TempDir static Path shared;

  private static Path classic;
  private static Path strict;

  @TempDir Path home;

  @BeforeAll
  static void makeChains() throws Exception {
    classic = shared.resolve("classic");
    strict = shared.resolve("strict");
    Chains.classic(classic, BLOCKS);
    Chains.strict(strict, 8);
  }

  private Outcome export(Path chain, String format, Path to, int confirmations) {
    return zveno(
        "export",
        "--data-dir",
        chain,
        "--format",
        format,
        "--output",
        to,
        "--blocks-per-file",
        4,
        "--confirmations",
        confirmations);
  }

  private static Map<String, FileTime> files(Path folder) throws IOException {
    Map<String, FileTime> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        found.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "jsonl"})
  void allHashesAreRebuiltFromTheFiles(String format) {
    Path folder = home.resolve("of classic");
    assertThat(export(classic, format, folder, 1).exitCode()).isZero();
    Outcome checked = zveno("check-export", folder);
    assertThat(checked.exitCode()).as(checked.errors()).isZero();
    assertThat(checked.output()).startsWith("12 blocks checked, the last one ");

    folder = home.resolve("of strict");
    assertThat(export(strict, format, folder, 1).exitCode()).isZero();
    checked = zveno("check-export", folder);
    assertThat(checked.exitCode()).as(checked.errors()).isZero();
    assertThat(checked.output()).startsWith("8 blocks checked, the last one ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "jsonl"})
  void anotherProgramFindsTheSameHashesAndValues(String format) throws Exception {
    Path folder = home.resolve("out");
    assertThat(export(classic, format, folder, 1).exitCode()).isZero();
    String blocks = table(format, folder, "blocks");
    String transactions = table(format, folder, "transactions");
    String hash = format.equals("parquet") ? "lower(hex(%s))" : "%s";
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      assertThat(
              rows(
                  statement,
                  "SELECT count(*), max(height) FROM "
                      + blocks
                      + " WHERE sha256(text) = "
                      + hash.formatted("hash")))
          .containsExactly(List.of("12", "12"));
      assertThat(
              rows(
                  statement,
                  "SELECT sum(CASE WHEN sha256(text) = "
                      + hash.formatted("id")
                      + " THEN 1 ELSE 0 END) = count(*) FROM "
                      + transactions))
          .containsExactly(List.of("true"));
      List<List<String>> odd =
          rows(
              statement,
              "SELECT sender, recipient, amount, amount_float, text FROM "
                  + transactions
                  + " WHERE height = 2 ORDER BY position::INTEGER");
      assertThat(odd).hasSize(Chains.EDGES.size() + 1); // and the reward
      assertThat(odd.get(0).subList(0, 4)).containsExactly("ann", "bob", "5", "NULL");
      assertThat(odd.get(1)).contains("NULL").last().asString().contains("\"amount\": 1e+16");
      assertThat(Double.parseDouble(odd.get(1).get(3))).isEqualTo(1e16);
      assertThat(Double.parseDouble(odd.get(2).get(3))).isEqualTo(-0.0);
      assertThat(odd.get(2).get(4)).contains("\"amount\": -0.0");
      assertThat(odd.get(3).subList(0, 2)).containsExactly("NULL", "NULL");
      assertThat(odd.get(3).get(4)).contains("\\u0000", "\\ud800");
      assertThat(odd.get(4).subList(0, 2)).containsExactly("NULL", "\ud83d\ude00");
      assertThat(odd.get(5).subList(0, 2)).containsExactly("quo\"te, and\nline", "back\\slash\t");
      assertThat(odd.get(6).subList(0, 2)).containsExactly("", "\\N");
      assertThat(odd.get(7).get(2)).isEqualTo("9".repeat(38));
      assertThat(odd.get(8).get(2)).isEqualTo("-" + "9".repeat(38));
      assertThat(odd.get(9).get(2)).isEqualTo("NULL");
      assertThat(odd.get(10).get(2)).isEqualTo("NULL");
      assertThat(odd.get(10).get(4)).contains("7" + "3".repeat(399));
      assertThat(odd.get(11).get(2)).isEqualTo("9007199254740993");
      assertThat(odd.get(12).get(2)).isEqualTo("18446744073709551616");
      assertThat(Double.parseDouble(odd.get(13).get(3))).isEqualTo(Double.MIN_VALUE);
      assertThat(Double.parseDouble(odd.get(14).get(3))).isEqualTo(Double.MAX_VALUE);
      assertThat(odd.get(15).subList(0, 4)).containsOnly("NULL");
    }
  }

  /** The files of a format as DuckDB's own readers see them; all columns of text files as text. */
  private static String table(String format, Path folder, String name) {
    String files = "'" + folder.resolve(name + "-*." + format) + "'";
    return switch (format) {
      case "parquet" -> "read_parquet(" + files + ")";
      case "csv" ->
          "(SELECT * REPLACE (height::BIGINT AS height) FROM read_csv("
              + files
              + ", header = true, all_varchar = true, quote = '\"', escape = '\"',"
              + " strict_mode = true, allow_quoted_nulls = false)"
              + ")";
      default ->
          "read_json("
              + files
              + ", format = 'newline_delimited', columns = "
              + (name.equals("blocks")
                  ? "{height: 'BIGINT', hash: 'VARCHAR', text: 'VARCHAR'}"
                  : "{height: 'BIGINT', position: 'INTEGER', id: 'VARCHAR', sender: 'VARCHAR',"
                      + " recipient: 'VARCHAR', amount: 'DECIMAL(38,0)', amount_float: 'DOUBLE',"
                      + " text: 'VARCHAR'}")
              + ")";
    };
  }

  static List<List<String>> rows(Statement statement, String query) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery(query)) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          Object value = found.getObject(i);
          row.add(value == null ? "NULL" : value.toString());
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "jsonl"})
  void whatIsWrittenIsNeverWrittenAgain(String format) throws Exception {
    Path folder = home.resolve("out");
    assertThat(export(classic, format, folder, 9).output()).startsWith("4 blocks exported; ");
    Map<String, FileTime> before = files(folder);
    assertThat(before)
        .containsKeys(
            "blocks-000000000001-000000000004." + format,
            "transactions-000000000001-000000000004." + format,
            "manifest.json",
            "SHA256SUMS");
    assertThat(export(classic, format, folder, 9).output()).startsWith("0 blocks exported; ");
    assertThat(export(classic, format, folder, 1).output()).startsWith("8 blocks exported; ");
    Map<String, FileTime> after = files(folder);
    before.forEach((name, time) -> {
      if (name.endsWith(format)) {
        assertThat(after).containsEntry(name, time);
      }
    });
    assertThat(zveno("check-export", folder).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "jsonl"})
  void aRunThatWasKilledAtAnyPlaceIsResumed(String format) throws Exception {
    Path whole = home.resolve("whole");
    assertThat(export(classic, format, whole, 1).exitCode()).isZero();
    Path folder = home.resolve("killed");
    assertThat(export(classic, format, folder, 9).exitCode()).isZero();
    // the second range: one file has its name, the other is cut off; the manifest has neither
    String second = "-000000000005-000000000008." + format;
    Files.copy(whole.resolve("blocks" + second), folder.resolve("blocks" + second));
    Files.writeString(folder.resolve("transactions" + second + ".unfinished"), "half");
    Files.createDirectories(folder.resolve("scratch.unfinished/x"));
    Files.writeString(folder.resolve("manifest.json.unfinished"), "{");
    Files.copy(
        whole.resolve("SHA256SUMS"),
        folder.resolve("SHA256SUMS"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(export(classic, format, folder, 1).exitCode()).isZero();
    assertThat(zveno("check-export", folder).exitCode()).isZero();
    assertThat(files(folder).keySet()).isEqualTo(files(whole).keySet());
    assertThat(folder.resolve("manifest.json")).exists();
  }

  @Test
  void sha256sumAgrees() throws Exception {
    Path folder = home.resolve("out");
    assertThat(export(classic, "parquet", folder, 1).exitCode()).isZero();
    Process sums =
        new ProcessBuilder("sha256sum", "-c", "SHA256SUMS")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(sums.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sums.waitFor()).as(said).isZero();
    assertThat(said.lines()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "jsonl"})
  void aChangeIsFoundAlsoIfTheSumsAreMadeAnew(String format) throws Exception {
    for (Path chain : List.of(classic, strict)) {
      Path folder = home.resolve("of " + chain.getFileName());
      assertThat(export(chain, format, folder, 1).exitCode()).isZero();
      Path file = folder.resolve("blocks-000000000001-000000000004." + format);
      String old = Files.readString(file);
      boolean isClassic = chain.equals(classic);
      String from = isClassic ? "amount" + q(format) + ": 5," : "amount" + q(format) + ": 10,";
      String to = isClassic ? "amount" + q(format) + ": 6," : "amount" + q(format) + ": 11,";
      assertThat(old).contains(from);
      Files.writeString(file, old.replace(from, to));
      Outcome checked = zveno("check-export", folder);
      assertThat(checked.exitCode()).isOne();
      assertThat(checked.errors()).contains("SHA-256 differs").hasLineCount(1);

      Process sum = new ProcessBuilder("sha256sum", file.toString()).start();
      String fresh = new String(sum.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Path manifest = folder.resolve("manifest.json");
      String text = Files.readString(manifest);
      String size = "\"bytes\": " + old.length() + ",";
      assertThat(text).contains(size);
      text =
          text.replaceFirst(
              "(\"name\": \"blocks-000000000001.*?\"bytes\": )[0-9]+(, \"sha256\": \")[0-9a-f]+",
              "$1" + Files.size(file) + "$2" + fresh.substring(0, 64));
      Files.writeString(manifest, text);
      checked = zveno("check-export", folder);
      assertThat(checked.exitCode()).isOne();
      assertThat(checked.errors()).contains("block 2 is wrong: ").hasLineCount(1);
    }
  }

  /** The sums are right, and so are all blocks: only the transactions' file was changed. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "jsonl"})
  void transactionsThatAreNotOfTheBlocksAreFound(String format) throws Exception {
    Path folder = home.resolve("out");
    Path other = home.resolve("other");
    assertThat(export(classic, format, folder, 1).exitCode()).isZero();
    assertThat(export(strict, format, other, 1).exitCode()).isZero();
    String name = "transactions-000000000001-000000000004." + format;
    Path file = folder.resolve(name);
    Files.copy(other.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
    Path manifest = folder.resolve("manifest.json");
    String sum =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst(
                "(\"name\": \"" + name + "\".*?\"bytes\": )[0-9]+(, \"sha256\": \")[0-9a-f]+",
                "$1" + Files.size(file) + "$2" + sum));
    Outcome checked = zveno("check-export", folder);
    assertThat(checked.exitCode()).isOne();
    assertThat(checked.errors())
        .contains(name + " does not have the transactions of the blocks")
        .hasLineCount(1);
  }

  /** A quotation mark of the canonical text in a file. */
  private static String q(String format) {
    return format.equals("csv") ? "\"\"" : "\\\"";
  }

  @Test
  void theQueriesOfThePageAreAnswered() throws Exception {
    assertThat(export(classic, "parquet", home.resolve("out"), 1).exitCode()).isZero();
    List<String> queries = Page.queries();
    assertThat(queries).hasSize(4);
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute(queries.getFirst().replace("'out/", "'" + home.resolve("out") + "/"));
      Page.assertAnswers(statement, queries.subList(1, 4), 12);
    }
  }

  @Test
  void badInputIsRefusedInOneLine() throws Exception {
    Path folder = home.resolve("out");
    refused("--format must be", "export", "--data-dir", classic, "--format", "xml", "-o", folder);
    refused("needs a folder", "export", "--data-dir", classic, "--format", "csv");
    refused("need --format", "export", "--data-dir", classic, "--confirmations", 3);
    refused(
        "from 1 to",
        "export",
        "--data-dir",
        classic,
        "--format",
        "csv",
        "-o",
        folder,
        "--confirmations",
        0);
    refused("no store", "export", "--data-dir", home.resolve("x"), "--format", "csv", "-o", folder);
    refused("no manifest", "check-export", folder);
    assertThat(export(classic, "csv", folder, 1).exitCode()).isZero();
    refused("as csv", "export", "--data-dir", classic, "--format", "jsonl", "-o", folder);
    refused(
        "--blocks-per-file 4", "export", "--data-dir", classic, "--format", "csv", "-o", folder);
    refused(
        "another chain",
        "export",
        "--data-dir",
        strict,
        "--format",
        "csv",
        "-o",
        folder,
        "--blocks-per-file",
        4);
    Path other = Files.createDirectory(home.resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "mine");
    refused("letter.txt", "export", "--data-dir", classic, "--format", "csv", "-o", other);
    refused(
        "is not a folder",
        "export",
        "--data-dir",
        classic,
        "--format",
        "csv",
        "-o",
        other.resolve("letter.txt"));
    Files.writeString(folder.resolve("manifest.json"), "{\"version\": 1}");
    Outcome damaged = zveno("check-export", folder);
    assertThat(damaged.exitCode()).isOne();
    assertThat(damaged.errors()).hasLineCount(1);
  }

  private static void refused(String why, Object... arguments) {
    Outcome outcome = zveno(arguments);
    assertThat(outcome.errors()).contains(why).hasLineCount(1);
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
  }
}
