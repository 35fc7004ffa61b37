package zveno.node.storage.folder;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;

/**
 * The folder of a store. In it lie:
 *
 * <ul>
 *   <li>{@code FORMAT}: which format this is, one line of text;
 *   <li>{@code ACKNOWLEDGED}: the {@link HighWaterMark};
 *   <li>{@code LOCK.zveno}: held by the process that uses the store;
 *   <li>{@code CREATING.zveno}: there only until a new store is complete;
 *   <li>{@code engine}: a folder with the engine's own files;
 *   <li>{@code BACKUP.zveno}: there only while a backup is made, a copy of that folder;
 *   <li>{@code TABLES.zveno}: exists only while many blocks are stored in bulk: SST files for the
 *       engine;
 *   <li>{@code SALVAGE.zveno}: exists only while a damaged store is salvaged;
 *   <li>{@code SALVAGED.zveno}: the complete salvaged store, until its files have been moved into
 *       place;
 *   <li>{@code engine.damaged-N}: the engine's files before that; not read.
 * </ul>
 */
public final class StoreFolder {

  /** The format that this Zveno writes and reads. Those before it were never released. */
  public static final int VERSION = 5;

  private static final String FORMAT = "FORMAT";
  private static final String ACKNOWLEDGED = "ACKNOWLEDGED";
  private static final String LOCK = "LOCK.zveno";
  private static final String CREATING = "CREATING.zveno";
  private static final String ENGINE = "engine";
  private static final String STAGED = "BACKUP.zveno";
  private static final String TABLES = "TABLES.zveno";

  private static final String SALVAGE = "SALVAGE.zveno";
  private static final String SALVAGED = "SALVAGED.zveno";
  private static final String DAMAGED = "engine.damaged-";

  private static final String FORMAT_NAME = "zveno-store ";

  private static final String FORMAT_TEXT = FORMAT_NAME + VERSION + "\n";

  private static final Pattern FORMAT_LINE = Pattern.compile("zveno-store ([0-9]{1,9})\\R?");

  /** What an empty folder may hold: what was there before the store, or a lock and no more. */
  private static final Set<String> AS_GOOD_AS_NOTHING = Set.of(LOCK, "lost+found", "cluster");

  /** What is found in a folder. */
  public enum Content {
    /** It is empty, or not there. */
    NOTHING,
    /** A store whose creation was interrupted; nothing was ever acknowledged by it. */
    UNFINISHED,
    /** A store in our format. */
    STORE
  }

  private final Path path;

  public StoreFolder(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** What to call the store in a message. */
  public String name() {
    return "the store in " + path;
  }

  public Path engine() {
    return path.resolve(ENGINE);
  }

  /** Where a copy of the engine's files is made for a backup. */
  public Path staged() {
    return path.resolve(STAGED);
  }

  /** Where tables are made before the engine takes them. */
  public Path tables() {
    return path.resolve(TABLES);
  }

  /** Where a new store is made of what can be read of a damaged one. */
  public Path salvage() {
    return path.resolve(SALVAGE);
  }

  private Path salvaged() {
    return path.resolve(SALVAGED);
  }

  public Path acknowledged() {
    return path.resolve(ACKNOWLEDGED);
  }

  Path lock() {
    return path.resolve(LOCK);
  }

  public Path path() {
    return path;
  }

  /**
   * Looks what the folder holds, and changes nothing.
   *
   * @throws StoreRefusedException if that is something else, or in a format of another time
   */
  public Content look() {
    Set<String> names = names();
    if (names.contains(CREATING)) {
      return Content.UNFINISHED;
    }
    if (names.contains(FORMAT)) {
      checkFormat();
      return Content.STORE;
    }
    if (AS_GOOD_AS_NOTHING.containsAll(names)) {
      return Content.NOTHING;
    }
    throw new StoreRefusedException(
        path + " is not empty and has no file FORMAT, so it is not a store; choose another folder");
  }

  private Set<String> names() {
    if (Files.notExists(path)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (NotDirectoryException e) {
      throw new StoreRefusedException(path + " is a file; a store needs a folder", e);
    } catch (IOException e) {
      throw new StoreRefusedException(path + " cannot be read (" + e + ")", e);
    }
  }

  private void checkFormat() {
    int version = version();
    if (version != VERSION) {
      throw new StoreRefusedException(
          "%s has format %d, which %s Zveno wrote; this one reads format %d: use that Zveno, or another folder"
              .formatted(name(), version, version > VERSION ? "a newer" : "an older", VERSION));
    }
  }

  private int version() {
    try {
      Matcher line = FORMAT_LINE.matcher(Files.readString(path.resolve(FORMAT)));
      if (line.matches()) {
        return Integer.parseInt(line.group(1));
      }
      throw new StoreDamagedException(name() + " is damaged: its file FORMAT names no format");
    } catch (IOException e) {
      throw new StoreDamagedException(name() + ": its file FORMAT cannot be read (" + e + ")", e);
    }
  }

  /**
   * Makes the folder, for its owner only, and those above it that are missing, with their names on
   * the disk; or finds out that an existing one can be written to.
   */
  public void prepare() {
    try {
      FolderNames.create(path, ownerOnly());
    } catch (FileAlreadyExistsException e) {
      throw new StoreRefusedException(path + " is a file; a store needs a folder", e);
    } catch (IOException e) {
      throw new StoreRefusedException(path + " cannot be created (" + e + ")", e);
    }
    if (!Files.isWritable(path)) {
      throw new StoreRefusedException(
          path + " cannot be written to; change its permissions, or choose another folder");
    }
  }

  /**
   * Says that what is written from now on is not yet a store, and takes away what is left of one.
   */
  public void beginCreation() throws IOException {
    Files.write(path.resolve(CREATING), new byte[0]);
    sync();
    FolderNames.syncAbove(path);
    Files.deleteIfExists(path.resolve(FORMAT));
    Files.deleteIfExists(acknowledged());
    dropTables();
    delete(engine());
    createEngine();
  }

  /** Deletes a folder with all that is in it, if it is there. */
  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  public void createEngine() throws IOException {
    Files.createDirectory(engine(), ownerOnly());
  }

  /** Takes a copy of the engine's files away, if there is one. */
  public void dropStaged() throws IOException {
    delete(staged());
  }

  /** Makes the folder for tables, empty. */
  public void makeTables() throws IOException {
    dropTables();
    Files.createDirectory(tables(), ownerOnly());
  }

  /** Takes it away with all that is in it, if it is there. */
  public void dropTables() throws IOException {
    delete(tables());
  }

  /** Takes away what is left of a salvage that did not come to its end. */
  public void dropSalvage() throws IOException {
    delete(salvage());
  }

  /** Makes the folder for it, empty. */
  public void makeSalvage() throws IOException {
    dropSalvage();
    Files.createDirectory(salvage(), ownerOnly());
  }

  /**
   * Says that the store in this folder inside {@link #salvage} is complete and closed. From now on
   * it stands for this one, whatever happens: {@link #takeSalvaged} may be done at any time.
   */
  public void completeSalvage(StoreFolder made) throws IOException {
    FolderNames.sync(made.engine());
    FolderNames.sync(made.path());
    Files.move(made.path(), salvaged(), StandardCopyOption.ATOMIC_MOVE);
    FolderNames.sync(salvage());
    sync();
    dropSalvage();
  }

  /** Has a salvaged store not taken its place yet? */
  private boolean hasSalvaged() {
    return Files.exists(salvaged());
  }

  /**
   * To be called before the files are read and not changed.
   *
   * @throws StoreRefusedException if a salvaged store has not taken its place yet
   */
  public void insistOnPlace() {
    if (hasSalvaged()) {
      throw new StoreRefusedException(
          name() + " has an unfinished salvage; start its node, which completes it");
    }
  }

  /**
   * Puts the files of the salvaged store into their place, if there is one, and keeps those that
   * are there. Each step can be followed by the end of the process: the next call continues.
   *
   * @return where the damaged engine's files are kept
   */
  public Optional<Path> takeSalvaged() throws IOException {
    if (!hasSalvaged()) {
      return Optional.empty();
    }
    StoreFolder made = new StoreFolder(salvaged());
    if (Files.exists(made.engine())) {
      if (Files.exists(engine())) {
        Files.move(engine(), damaged(damagedCount() + 1), StandardCopyOption.ATOMIC_MOVE);
        sync();
      }
      Files.move(made.engine(), engine(), StandardCopyOption.ATOMIC_MOVE);
      sync();
      FolderNames.sync(made.path());
    }
    for (String name : List.of(ACKNOWLEDGED, FORMAT)) {
      Path file = made.path().resolve(name);
      if (Files.exists(file)) {
        Files.move(file, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync();
      }
    }
    delete(salvaged());
    sync();
    return Optional.of(damaged(damagedCount()));
  }

  private Path damaged(int number) {
    return path.resolve(DAMAGED + number);
  }

  /** How many are kept: they are numbered from 1 on. */
  private int damagedCount() {
    int count = 0;
    while (Files.exists(damaged(count + 1))) {
      count++;
    }
    return count;
  }

  /** Deletes all our files, if they are not in use, and the folder if it is empty then. */
  public void clear() throws IOException {
    if (Files.deleteIfExists(path.resolve(FORMAT))) {
      sync(); // first: what is left is no store
    }
    Files.deleteIfExists(acknowledged());
    Files.deleteIfExists(lock());
    delete(engine());
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      sync(); // there is something else in it
    }
  }

  /** The same, where there is worse to tell. */
  public void clearQuietly() {
    try {
      clear();
    } catch (IOException e) {
      // it has no FORMAT, so it is not a store
    }
  }

  /** Takes away what {@link #beginCreation} makes, and the lock's file, which must be held. */
  public void remove() throws IOException {
    beginCreation();
    Files.delete(engine());
    sync(); // what is left without CREATING is nothing
    Files.delete(path.resolve(CREATING));
    Files.delete(lock());
    try {
      Files.delete(path);
    } catch (DirectoryNotEmptyException e) {
      sync(); // there is something else in it
    }
  }

  /** Says that from now on this is a store, which lacks nothing, in the format of the other. */
  public void completeCopy(StoreFolder original) throws IOException {
    sync();
    FolderNames.syncAbove(path);
    writeFormat(FORMAT_NAME + original.version() + "\n");
    sync();
  }

  /** Says that from now on this is a store. */
  public void completeCreation() throws IOException {
    writeFormat(FORMAT_TEXT);
    sync();
    Files.delete(path.resolve(CREATING));
    sync();
  }

  private void writeFormat(String text) throws IOException {
    Files.writeString(
        path.resolve(FORMAT),
        text,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.SYNC);
  }

  /** Makes sure that files which have come or gone have done so on the disk. */
  private void sync() throws IOException {
    FolderNames.sync(path);
  }

  private FileAttribute<?>[] ownerOnly() {
    return supportsPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean supportsPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
