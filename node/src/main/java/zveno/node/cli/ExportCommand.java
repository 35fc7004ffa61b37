package zveno.node.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.PathReader;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.RuleSet;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.config.RuleOptions;
import zveno.node.config.StoredChainOptions;
import zveno.node.rules.Embedded;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.folder.FolderNames;

/**
 * {@code zveno export}: writes a stored chain as the tutorial's JSON, or in files for other tools.
 */
@Command(
    name = "export",
    description =
        "Write the chain of a stopped node: as the tutorial's JSON, as GET /chain does, or in files"
            + " for other tools.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {

  private static final String JSON = "json";
  private static final int MAX = 1_000_000_000;
  private static final long DEFAULT_CONFIRMATIONS = 100;
  private static final long DEFAULT_BLOCKS_PER_FILE = 10_000;

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "A new file; default: standard output. With another format than json: a folder, new or of"
              + " an earlier export, to which the blocks that it lacks are added.")
  @Nullable Path output;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = JSON,
      description =
          "json (the tutorial's; default), parquet, csv or jsonl. The latter write ranges of blocks"
              + " to files that never change, and a manifest (see docs/exports.md).")
  String format = JSON;

  @Option(
      names = "--confirmations",
      paramLabel = "N",
      description =
          "Not with json: export blocks with at least this many confirmations; default "
              + DEFAULT_CONFIRMATIONS
              + ".")
  @Nullable Long confirmations;

  @Option(
      names = "--blocks-per-file",
      paramLabel = "N",
      description =
          "Not with json: how many blocks a file has; default "
              + DEFAULT_BLOCKS_PER_FILE
              + ". A file is written when all its blocks have the confirmations.")
  @Nullable Long blocksPerFile;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!format.equals(JSON)) {
      spec.commandLine().getOut().println(exportFiles());
      return 0;
    }
    if (confirmations != null || blocksPerFile != null) {
      throw CommandException.badInput(
          "--confirmations and --blocks-per-file need --format parquet, csv or jsonl");
    }
    Path file = output;
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(where.folder()))) {
      RuleSet rules = RuleOptions.rulesOf(store.parameters());
      BlockCodec codec = rules.codec();
      Chain chain = new Chain(rules, store, 0);
      if (file == null) {
        try (OutputStream out = buffered(new FileOutputStream(FileDescriptor.out))) {
          write(store, chain, codec, out);
        }
      } else {
        try (FileChannel channel = create(file)) {
          OutputStream out = buffered(Channels.newOutputStream(channel));
          write(store, chain, codec, out);
          out.flush();
          // After an export the store may be deleted, so the file must be on disk.
          channel.force(true);
        }
        FolderNames.sync(FolderNames.parent(file));
      }
    }
    return 0;
  }

  private String exportFiles() {
    ExportFormats formats =
        ServiceLoader.load(ExportFormats.class, ExportCommand.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .filter(some -> some.names().contains(format))
            .findFirst()
            .orElseThrow(() ->
                CommandException.badInput(
                    "--format must be json, parquet, csv or jsonl (the image has json only), not "
                        + format));
    Path folder = output;
    if (folder == null) {
      throw CommandException.badInput("--format " + format + " needs a folder: --output FOLDER");
    }
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(where.folder()))) {
      RuleSet rules = RuleOptions.rulesOf(store.parameters());
      return formats.export(
          new ExportFormats.Request(
              store,
              rules,
              new Chain(rules, store, 0),
              format,
              folder,
              positive("--confirmations", confirmations, DEFAULT_CONFIRMATIONS),
              positive("--blocks-per-file", blocksPerFile, DEFAULT_BLOCKS_PER_FILE)));
    }
  }

  private static long positive(String option, @Nullable Long given, long usual) {
    long value = given == null ? usual : given;
    if (value < 1 || value > MAX) {
      throw CommandException.badInput(option + " must be from 1 to " + MAX + ", not " + value);
    }
    return value;
  }

  private static FileChannel create(Path file) {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw CommandException.badInput(file + " already exists; name a new file");
    } catch (IOException e) {
      throw CommandException.badInput("cannot write " + file + ": " + IoErrors.of(e));
    }
  }

  private static OutputStream buffered(OutputStream raw) {
    return new BufferedOutputStream(raw, 1 << 16);
  }

  private static void write(RocksStore store, Chain chain, BlockCodec codec, OutputStream out)
      throws IOException {
    long length = chain.path().length();
    out.write(ascii("{\"chain\": ["));
    try (PathReader blocks = PathReader.ascending(store.live(), chain.path(), 1, length);
        ProgressLine progress = new ProgressLine("exporting", length)) {
      while (blocks.next()) {
        out.write(ascii(blocks.height() == 1 ? "" : ", "));
        out.write(Embedded.of(blocks.bytes(), codec));
        progress.at(blocks.height());
      }
    }
    out.write(ascii("], \"length\": " + length + "}\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
