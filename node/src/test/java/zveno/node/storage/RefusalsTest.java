package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.bytes.Hash;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreRefusedException;

/** What a store is not opened in, what is said then, and that nothing is touched. */
@Tag("slow")
class RefusalsTest {

  @TempDir Path temp;

  private Path folder;

  @BeforeEach
  void name() {
    folder = temp.resolve("store");
  }

  private void aStoreOf(int blocks) {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, blocks);
    }
  }

  /** A store that is refused with these words, in one line, and stays as it is. */
  private <T extends StoreException> void refused(Class<T> how, String... words)
      throws IOException {
    Map<String, Hash> before = Folders.contents(temp);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(folder)))
        .isInstanceOf(how)
        .hasMessageContaining(folder.toString())
        .hasMessageContainingAll(words)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(Folders.contents(temp)).isEqualTo(before);
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Files.writeString(folder, "hello");
    refused(StoreRefusedException.class, "is a file");
    folder = folder.resolve("below");
    refused(StoreRefusedException.class, "below");
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("letter.txt"), "hello");
    refused(StoreRefusedException.class, "not empty", "FORMAT");
    assertThat(folder.toFile().list()).containsExactly("letter.txt");
  }

  @Test
  void formatsOfOtherTimesAreCalledByName() throws IOException {
    aStoreOf(1);
    Files.writeString(folder.resolve("FORMAT"), "zveno-store 6\n");
    refused(StoreRefusedException.class, "format 6", "newer");
    Files.writeString(folder.resolve("FORMAT"), "zveno-store 4\n");
    refused(StoreRefusedException.class, "format 4", "older");
    Files.writeString(folder.resolve("FORMAT"), "what is this");
    refused(StoreDamagedException.class, "FORMAT");
  }

  @Test
  void oneStoreAtATimeInOneProcess() {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(temp.resolve("./store"))))
            .isInstanceOf(StoreRefusedException.class)
            .hasMessageContaining("in use");
      }
      TestChain.commit(store, 1, 1);
    }
    RocksStore.open(StoreSettings.in(folder)).close();
  }

  @Test
  void whereNothingCanBeWritten() throws IOException {
    Assumptions.assumeFalse(
        "root".equals(System.getProperty("user.name")), "root can write everywhere");
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    refused(StoreRefusedException.class, "cannot be written");
    folder = folder.resolve("below");
    refused(StoreRefusedException.class, "cannot be created");
  }

  @Test
  void aFolderThatNoUserCanWriteToIsRefused() {
    Path nowhere = Path.of("/proc/zveno-test");
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(nowhere)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("/proc/zveno-test")
        .hasMessageContaining("cannot be created");
  }

  @Test
  void aMissingFileOfTheEngineIsNamed() throws IOException {
    aStoreOf(10);
    for (String ending : List.of("CURRENT", ".sst", "MANIFEST-.*")) {
      Path file = anyEngineFile(ending);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      refused(StoreDamagedException.class, file.getFileName().toString());
      Files.write(file, bytes);
    }
    RocksStore.open(StoreSettings.in(folder)).close();
  }

  private Path anyEngineFile(String ending) throws IOException {
    return Folders.engineFiles(folder, "").stream()
        .filter(file -> file.toString().matches(".*" + ending))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aShortenedTableIsNamed() throws IOException {
    aStoreOf(10);
    Path table = anyEngineFile(".sst");
    Folders.truncate(table, Files.size(table) - 10);
    refused(StoreDamagedException.class, table.getFileName().toString());
  }

  @Test
  void thereIsNothingToLookAt() {
    assertThatThrownBy(() -> RocksStore.openReadOnly(StoreSettings.in(folder)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("no store");
    assertThat(folder).doesNotExist();
  }

  @Test
  void aStoreWhoseCreationWasInterruptedIsBegunAnew() throws IOException {
    aStoreOf(10);
    Files.createFile(folder.resolve("CREATING.zveno"));
    Files.delete(folder.resolve("ACKNOWLEDGED"));
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(TestChain.checkedHeight(store)).isZero();
      TestChain.commit(store, 1, 5);
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(5);
    }
  }

  @Test
  void newFoldersAreForTheirOwnerOnly() throws IOException {
    Assumptions.assumeTrue(
        Files.getFileStore(temp).supportsFileAttributeView("posix"), "no POSIX permissions here");
    folder = temp.resolve("a/b/store");
    aStoreOf(1);
    for (Path made : List.of(temp.resolve("a"), folder, folder.resolve("engine"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aTableThatIsDamagedIsNamedWhenItIsRead() throws IOException {
    aStoreOf(500);
    for (Path table : Folders.engineFiles(folder, ".sst")) {
      Folders.flipBit(table, 8 * 100); // in the first block of rows
    }
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(folder))) {
      assertThatThrownBy(() -> TestChain.checkedHeight(store))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageMatching(".*engine/[0-9]{6}\\.sst.*");
    } catch (StoreDamagedException e) {
      assertThat(e).hasMessageContaining(".sst"); // already while opening
    }
  }
}
