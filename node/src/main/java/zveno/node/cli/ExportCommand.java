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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

/** {@code zveno export}: writes a stored chain as the tutorial's JSON. */
@Command(
    name = "export",
    description = "Write the chain of a stopped node as the tutorial's JSON, as GET /chain does.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {

  @Mixin StoredChainOptions where = new StoredChainOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file; default: standard output.")
  @Nullable Path output;

  @Override
  public Integer call() throws IOException {
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
