package zveno.export.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zveno.export.rows.Rows;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.node.cli.ExportFormats;
import zveno.node.cli.ProgressLine;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.storage.folder.FolderNames;

/**
 * Writes the blocks that have enough confirmations to a folder, in ranges of a fixed number of
 * blocks, two files for each. A file that the manifest names is never touched again; a run that was
 * ended at any moment is resumed by the next one.
 */
public final class FileExport implements ExportFormats {

  /** The end of the name of a file that is not whole. */
  static final String UNFINISHED = ".unfinished";

  /** A folder for what does not fit in memory. */
  static final String SCRATCH = "scratch" + UNFINISHED;

  private static final String LOCK = ".lock";

  @Override
  public List<String> names() {
    return Stream.of(FileFormat.values()).map(FileFormat::title).toList();
  }

  @Override
  public String export(Request request) {
    Path folder = request.folder();
    try {
      Files.createDirectories(folder);
      FolderNames.sync(FolderNames.parent(folder.toAbsolutePath()));
    } catch (FileAlreadyExistsException e) {
      throw CommandException.badInput(folder + " is not a folder");
    } catch (IOException e) {
      throw CommandException.badInput("cannot create " + folder + ": " + IoErrors.of(e));
    }
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (lock == null) {
        throw CommandException.badInput("another export writes to " + folder);
      }
      return new Run(request).run();
    } catch (IOException e) {
      throw CommandException.failed("cannot export to " + folder + ": " + IoErrors.of(e));
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** One run. */
  private static final class Run {

    private final Request request;
    private final Path folder;
    private final FileFormat format;
    private final Rows rows;

    Run(Request request) {
      this.request = request;
      this.folder = request.folder();
      this.format = FileFormat.of(request.format()).orElseThrow();
      this.rows = new Rows(request.rules().codec());
    }

    String run() throws IOException {
      Optional<Manifest> before = Manifest.read(folder);
      if (before.isPresent()) {
        check(before.get());
        before.get().write(folder); // the other list may be older
      } else {
        checkUnused();
      }
      removeUnfinished();
      long done = before.map(Manifest::height).orElse(0L);
      long tip = request.chain().path().length();
      long deep = Math.max(0, tip - request.confirmations() + 1);
      long end = deep - deep % request.blocksPerFile();
      Manifest manifest = before.orElse(null);
      try (ProgressLine progress = new ProgressLine("exporting", end)) {
        for (long from = done + 1; from <= end; from += request.blocksPerFile()) {
          manifest = range(manifest, from, from + request.blocksPerFile() - 1, progress);
        }
      }
      return Quantity.of(Math.max(0, end - done), "block")
          + " exported; "
          + folder
          + " has "
          + Quantity.of(Math.max(end, done), "block")
          + ", the chain "
          + tip;
    }

    private void check(Manifest manifest) {
      if (manifest.format() != format) {
        throw CommandException.badInput(
            folder + " holds an export as " + manifest.format().title() + "; name another folder");
      }
      if (manifest.perFile() != request.blocksPerFile()) {
        throw CommandException.badInput(
            folder
                + " has "
                + Quantity.of(manifest.perFile(), "block")
                + " a file; give --blocks-per-file "
                + manifest.perFile()
                + ", or name another folder");
      }
      long height = manifest.height();
      if (!manifest.rules().equals(request.rules().parameters())
          || request.chain().path().length() < height
          || !idAt(1).equals(manifest.genesis())
          || !idAt(height).equals(manifest.last())) {
        throw CommandException.badInput(
            folder
                + " holds blocks of another chain, up to block "
                + height
                + ", "
                + manifest.last().hex()
                + "; name another folder");
      }
    }

    private Hash idAt(long height) {
      try (PathReader reader =
          PathReader.ascending(request.store().live(), request.chain().path(), height, height)) {
        return reader.next() ? reader.id().hash() : Hash.ZERO;
      }
    }

    /**
     * What is not ours is not mixed with an export; a first run that was ended left nothing else.
     */
    private void checkUnused() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        Optional<String> strange =
            files
                .map(file -> file.getFileName().toString())
                .filter(name ->
                    !name.equals(LOCK)
                        && !name.equals(Manifest.SUMS)
                        && !name.endsWith(UNFINISHED)
                        && !(Manifest.isFileName(name) && name.endsWith("." + format.title())))
                .findFirst();
        if (strange.isPresent()) {
          throw CommandException.badInput(
              folder + " holds other files, like " + strange.get() + "; name an empty folder");
        }
      }
    }

    private void removeUnfinished() throws IOException {
      List<Path> left;
      try (Stream<Path> files = Files.list(folder)) {
        left = files.filter(file -> file.getFileName().toString().endsWith(UNFINISHED)).toList();
      }
      for (Path file : left) {
        try (Stream<Path> inside = Files.walk(file)) {
          for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(one);
          }
        }
      }
    }

    /** Writes a range; what it returns is on the disk. */
    private Manifest range(@Nullable Manifest before, long from, long to, ProgressLine progress)
        throws IOException {
      Path blocks = folder.resolve(Manifest.blocksName(format, from, to));
      Path transactions = folder.resolve(Manifest.transactionsName(format, from, to));
      Path freshBlocks = unfinished(blocks);
      Path freshTransactions = unfinished(transactions);
      Hash last;
      try (RangeWriter writer =
          format.writer(freshBlocks, freshTransactions, folder.resolve(SCRATCH))) {
        last = write(writer, from, to, progress);
        writer.finish();
      }
      List<Manifest.Entry> entries = new ArrayList<>();
      for (Path[] file : new Path[][] {{freshBlocks, blocks}, {freshTransactions, transactions}}) {
        Manifest.sync(file[0]);
        entries.add(
            new Manifest.Entry(
                file[1].getFileName().toString(),
                from,
                to,
                Files.size(file[0]),
                FileHash.of(file[0])));
        Files.move(file[0], file[1], StandardCopyOption.ATOMIC_MOVE);
      }
      FolderNames.sync(folder);
      Manifest manifest =
          before == null
              ? new Manifest(
                  format,
                  request.rules().parameters(),
                  request.blocksPerFile(),
                  idAt(1),
                  last,
                  entries)
              : before.with(last, entries.getFirst(), entries.getLast());
      manifest.write(folder);
      return manifest;
    }

    private static Path unfinished(Path file) {
      return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private Hash write(RangeWriter writer, long from, long to, ProgressLine progress)
        throws IOException {
      Hash last = Hash.ZERO;
      try (PathReader reader =
          PathReader.ascending(request.store().live(), request.chain().path(), from, to)) {
        while (reader.next()) {
          Block block = request.rules().codec().block(reader.bytes(), reader.height());
          if (!block.id().equals(reader.id())) {
            throw new DecodeException("its bytes do not hash to its stored hash");
          }
          last = block.id().hash();
          writer.add(rows.of(block));
          progress.at(reader.height());
        }
      } catch (DecodeException e) {
        throw CommandException.failed(
            "the chain is damaged between block " + from + " and " + to + ": " + e.getMessage());
      }
      return last;
    }
  }
}
