package zveno.node.wallet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import zveno.kernel.bytes.OneLine;

/**
 * A folder of key files, one a key: {@code NAME.age}, encrypted with a passphrase of its own. Files
 * are for their owner only, and are complete or not there.
 */
public final class KeyFolder {

  private static final String SUFFIX = ".age";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path folder;
  private final int workFactor;

  private KeyFolder(Path folder, int workFactor) {
    this.folder = folder;
    this.workFactor = workFactor;
  }

  /** This folder, which need not be there yet. */
  public static KeyFolder in(Path folder) {
    return new KeyFolder(folder, AgeFile.WORK_FACTOR);
  }

  /** The same for tests, which would be slow otherwise. */
  public static KeyFolder in(Path folder, int workFactor) {
    return new KeyFolder(folder, workFactor);
  }

  /** The file of a key. */
  public Path file(String name) throws WalletException {
    if (!NAME.matcher(name).matches()) {
      throw WalletException.badInput(
          "the name of a key must be 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-', the first a letter"
              + " or digit, not "
              + OneLine.of(name));
    }
    return folder.resolve(name + SUFFIX);
  }

  /** The names of all keys, in order. */
  public List<String> names() throws WalletException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String key = name.substring(0, name.length() - SUFFIX.length());
        if (NAME.matcher(key).matches()) {
          names.add(key);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw WalletException.failed("cannot list " + folder + ": " + e.getMessage());
    }
    Collections.sort(names);
    return names;
  }

  /**
   * Is there room for a key of this name?
   *
   * @throws WalletException if there is one already
   */
  public void requireFree(String name) throws WalletException {
    if (Files.exists(file(name))) {
      throw exists(name);
    }
  }

  private WalletException exists(String name) throws WalletException {
    return WalletException.badInput("there is a key " + name + " already: " + file(name));
  }

  /**
   * Reads a key.
   *
   * @param passphrase left as it is
   */
  public WalletKey read(String name, byte[] passphrase) throws WalletException {
    try {
      return parse(encrypted(name), passphrase);
    } catch (WalletException e) {
      throw e.of("key " + name);
    }
  }

  /**
   * The file of a key as it is.
   *
   * @throws WalletException if there is none
   */
  public byte[] encrypted(String name) throws WalletException {
    Path file = file(name);
    try {
      return bytes(file);
    } catch (NoSuchFileException e) {
      throw WalletException.badInput(
          "there is no key " + name + " in " + folder + "; zveno wallet list shows what there is");
    } catch (IOException e) {
      throw WalletException.failed("cannot read " + file + ": " + e.getMessage());
    }
  }

  /** At most as much as a key file may have. */
  public static byte[] bytes(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(AgeFile.MAX_BYTES + 1);
    }
  }

  /** The key in an encrypted file, wherever that is. */
  public static WalletKey parse(byte[] file, byte[] passphrase) throws WalletException {
    if (file.length > AgeFile.MAX_BYTES) {
      throw WalletException.badInput("the file is larger than any key");
    }
    byte[] text = AgeFile.decrypt(file, passphrase);
    try {
      return KeyText.read(text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /**
   * Writes a new key.
   *
   * @throws WalletException if there is one of this name already
   */
  public void create(String name, WalletKey key, byte[] passphrase) throws WalletException {
    requireFree(name);
    write(name, key, passphrase, false);
  }

  /** Writes a key anew, with another passphrase; until that is on the disk, the old file stays. */
  public void replace(String name, WalletKey key, byte[] passphrase) throws WalletException {
    write(name, key, passphrase, true);
  }

  private void write(String name, WalletKey key, byte[] passphrase, boolean replace)
      throws WalletException {
    byte[] text = KeyText.write(key);
    byte[] encrypted = AgeFile.encrypt(text, passphrase, workFactor);
    Arrays.fill(text, (byte) 0);
    Path file = file(name);
    try {
      Files.createDirectories(folder, ownersOnly(folder, "rwx------"));
      write(file, encrypted, replace);
    } catch (FileAlreadyExistsException e) {
      throw exists(name);
    } catch (IOException e) {
      throw WalletException.failed("cannot write " + file + ": " + e.getMessage());
    }
  }

  /**
   * Writes a file that only its owner may read: complete and on the disk when it gets its name.
   *
   * @throws FileAlreadyExistsException if the name is taken, and not to be replaced
   */
  public static void write(Path file, byte[] content, boolean replace) throws IOException {
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    Path unfinished = Files.createTempFile(folder, ".key", ".tmp", ownersOnly(folder, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      if (replace) {
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.createLink(file, unfinished); // unlike a move it replaces nothing
      }
    } finally {
      Files.deleteIfExists(unfinished);
    }
    sync(folder);
  }

  private static void sync(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] ownersOnly(Path folder, String permissions) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    Set<String> views = path.getFileSystem().supportedFileAttributeViews();
    return views.contains("posix");
  }
}
