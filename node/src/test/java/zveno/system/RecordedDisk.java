package zveno.system;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a program has done to a folder, as {@code recorder.c} has seen it, and what a file system
 * may show of that after a loss of power at any moment.
 *
 * <p>Bytes are certain once an fsync of their file has succeeded that began after they were
 * written; an fsync that failed makes nothing certain, and what it should have covered never
 * becomes so. Of the rest anything may be there, as far as the {@link Habit} of the file system
 * goes.
 */
final class RecordedDisk {

  private static final int MAGIC = 0x2e7a7672;
  private static final int HEAD = 40;
  private static final int SECTOR = 512;
  private static final int PAGE = 4096;

  /** How a file system treats what nobody has forced to the disk. */
  enum Habit {
    /**
     * As ext4 in its usual mode: names change in order, and an fsync of anything makes certain all
     * that came before; a file has a beginning of what was written to it, perhaps up to the end of
     * a page, or zeros where its last page was to grow.
     */
    ORDERED,
    /**
     * What POSIX allows: names are certain by an fsync of their folder only, one by one; each
     * sector has any of its versions, and each file any length that it has had.
     */
    STRICT
  }

  /** How much of what is not certain is to be there. */
  enum Luck {
    NOTHING,
    SOMETHING,
    EVERYTHING
  }

  /** What was done, one thing after the other. */
  record Step(Kind kind, long file, long place, long since, String name, byte[] data) {}

  /** As the recorder numbers them. */
  enum Kind {
    UNUSED,
    CREATED,
    TRUNCATED,
    WRITTEN,
    RENAMED,
    LINKED,
    REMOVED,
    FOLDER_MADE,
    SYNCED,
    SYNC_FAILED
  }

  /** A change of bytes: what was written at a place, or, without bytes, where the file was cut. */
  private record Bytes(long step, int place, byte[] data, boolean cut) {}

  /** A name that came or went, or both at once. */
  private record Naming(long step, Folder folder, String gone, String come, Node what) {

    void in(Map<String, Node> names) {
      if (!gone.isEmpty()) {
        names.remove(gone);
      }
      if (!come.isEmpty()) {
        names.put(come, what);
      }
    }
  }

  private sealed interface Node {}

  private static final class Plain implements Node {
    private byte[] certain = {};
    private List<Bytes> open = new ArrayList<>();
  }

  private static final class Folder implements Node {
    private final Map<String, Node> now = new TreeMap<>();
    private final Map<String, Node> certainInOrder = new TreeMap<>();
    private final Map<String, Node> certainAlone = new TreeMap<>();
    private List<Naming> open = new ArrayList<>();
  }

  private final Folder root = new Folder();
  private final Map<Long, Node> byNumber = new HashMap<>();
  private List<Naming> journal = new ArrayList<>();
  private long step;

  /**
   * @param rootNumber the inode of the folder, which was empty when the recording began
   */
  RecordedDisk(long rootNumber) {
    byNumber.put(rootNumber, root);
  }

  /** All steps of a recording; the last one may be unfinished. */
  static List<Step> read(Path log) throws IOException {
    List<Step> steps = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(log), 1 << 16))) {
      while (true) {
        byte[] bytes = new byte[HEAD];
        in.readFully(bytes);
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (head.getInt(0) != MAGIC) {
          throw new IOException("step " + steps.size() + " is none");
        }
        byte[] name = new byte[head.getInt(32)];
        byte[] data = new byte[head.getInt(36)];
        in.readFully(name);
        in.readFully(data);
        steps.add(
            new Step(
                Kind.values()[head.getInt(4)],
                head.getLong(8),
                head.getLong(16),
                head.getLong(24),
                new String(name, StandardCharsets.UTF_8),
                data));
      }
    } catch (EOFException e) {
      return steps;
    }
  }

  /** Does one more step. */
  void apply(Step done) {
    switch (done.kind()) {
      case CREATED -> come(done.name(), done.file(), new Plain());
      case FOLDER_MADE -> come(done.name(), done.file(), new Folder());
      case TRUNCATED -> change(done, new Bytes(step, (int) done.place(), new byte[0], true));
      case WRITTEN -> change(done, new Bytes(step, (int) done.place(), done.data(), false));
      case RENAMED -> rename(done.name(), new String(done.data(), StandardCharsets.UTF_8));
      case LINKED -> {
        Node what = at(done.name());
        if (what != null) {
          put(new String(done.data(), StandardCharsets.UTF_8), what);
        }
      }
      case REMOVED -> name(folderOf(done.name()), lastOf(done.name()), "", null);
      case SYNCED -> synced(byNumber.get(done.file()), done.since());
      case SYNC_FAILED, UNUSED -> {
        // nothing becomes certain
      }
    }
    if (done.kind() == Kind.SYNC_FAILED && byNumber.get(done.file()) instanceof Plain file) {
      // What it should have covered stays open: as a step that no later fsync reaches.
      List<Bytes> never = new ArrayList<>();
      file.open.forEach(
          one -> never.add(new Bytes(Long.MAX_VALUE, one.place(), one.data(), one.cut())));
      file.open = never;
    }
    step++;
  }

  private void come(String path, long number, Node node) {
    byNumber.put(number, node);
    put(path, node);
  }

  private void put(String path, Node node) {
    name(folderOf(path), "", lastOf(path), node);
  }

  private void rename(String from, String to) {
    Node what = at(from);
    if (what == null) {
      return; // of the engine's diary for people
    }
    if (folderOf(from) == folderOf(to)) {
      name(folderOf(from), lastOf(from), lastOf(to), what);
    } else {
      put(to, what);
      name(folderOf(from), lastOf(from), "", null);
    }
  }

  private void name(Folder folder, String gone, String come, Node what) {
    Naming naming = new Naming(step, folder, gone, come, what);
    naming.in(folder.now);
    folder.open.add(naming);
    journal.add(naming);
  }

  private void change(Step done, Bytes bytes) {
    if (byNumber.get(done.file()) instanceof Plain file) {
      file.open.add(bytes);
    }
  }

  private void synced(Node what, long since) {
    if (what instanceof Plain file) {
      List<Bytes> covered = new ArrayList<>();
      List<Bytes> rest = new ArrayList<>();
      file.open.forEach(one -> (one.step() < since ? covered : rest).add(one));
      file.certain = after(file.certain, covered);
      file.open = rest;
    } else if (what instanceof Folder folder) {
      List<Naming> rest = new ArrayList<>();
      for (Naming naming : folder.open) {
        if (naming.step() < since) {
          naming.in(folder.certainAlone);
        } else {
          rest.add(naming);
        }
      }
      folder.open = rest;
    }
    List<Naming> later = new ArrayList<>();
    for (Naming naming : journal) {
      if (naming.step() < since) {
        naming.in(naming.folder().certainInOrder);
      } else {
        later.add(naming);
      }
    }
    journal = later;
  }

  private Folder folderOf(String path) {
    Folder folder = root;
    String[] parts = path.split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      folder = (Folder) folder.now.get(parts[i]);
    }
    return folder;
  }

  private static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Node at(String path) {
    return folderOf(path).now.get(lastOf(path));
  }

  // What may be found.

  /** Writes what may be found after a loss of power right now to a new folder. */
  void image(Path target, Habit habit, Luck luck, Random random) throws IOException {
    Map<Folder, Map<String, Node>> names = new IdentityHashMap<>();
    if (habit == Habit.ORDERED) {
      int upTo =
          switch (luck) {
            case NOTHING -> 0;
            case SOMETHING -> random.nextInt(journal.size() + 1);
            case EVERYTHING -> journal.size();
          };
      for (Naming naming : journal.subList(0, upTo)) {
        naming.in(names.computeIfAbsent(naming.folder(), one -> new TreeMap<>(one.certainInOrder)));
      }
    }
    write(root, target, habit, luck, random, names, new IdentityHashMap<>());
  }

  private static Map<String, Node> names(
      Folder folder,
      Habit habit,
      Luck luck,
      Random random,
      Map<Folder, Map<String, Node>> ordered) {
    if (habit == Habit.ORDERED) {
      return ordered.getOrDefault(folder, folder.certainInOrder);
    }
    Map<String, Node> names = new TreeMap<>(folder.certainAlone);
    for (Naming naming : folder.open) {
      if (luck == Luck.EVERYTHING || (luck == Luck.SOMETHING && random.nextBoolean())) {
        naming.in(names);
      }
    }
    return names;
  }

  private static void write(
      Folder folder,
      Path target,
      Habit habit,
      Luck luck,
      Random random,
      Map<Folder, Map<String, Node>> ordered,
      Map<Node, Path> written)
      throws IOException {
    Files.createDirectory(target);
    for (var entry : names(folder, habit, luck, random, ordered).entrySet()) {
      Path place = target.resolve(entry.getKey());
      switch (entry.getValue()) {
        case Folder inner -> write(inner, place, habit, luck, random, ordered, written);
        case Plain file -> {
          Path before = written.putIfAbsent(file, place);
          if (before == null) {
            Files.write(place, content(file, habit, luck, random));
          } else {
            Files.createLink(place, before);
          }
        }
      }
    }
  }

  private static byte[] content(Plain file, Habit habit, Luck luck, Random random) {
    if (luck == Luck.NOTHING || file.open.isEmpty()) {
      return file.certain;
    }
    if (luck == Luck.EVERYTHING) {
      return version(file, file.open.size());
    }
    return habit == Habit.ORDERED ? beginning(file, random) : mixture(file, random);
  }

  private static byte[] version(Plain file, int steps) {
    return after(file.certain, file.open.subList(0, steps));
  }

  private static byte[] after(byte[] before, List<Bytes> changes) {
    int longest = before.length;
    for (Bytes one : changes) {
      longest = Math.max(longest, one.place() + one.data().length);
    }
    byte[] bytes = Arrays.copyOf(before, longest);
    int length = before.length;
    for (Bytes one : changes) {
      if (one.cut()) {
        Arrays.fill(bytes, Math.min(one.place(), length), length, (byte) 0);
        length = one.place();
      } else {
        System.arraycopy(one.data(), 0, bytes, one.place(), one.data().length);
        length = Math.max(length, one.place() + one.data().length);
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] beginning(Plain file, Random random) {
    int steps = random.nextInt(file.open.size() + 1);
    byte[] bytes = version(file, steps);
    int certain = file.certain.length;
    if (bytes.length <= certain) {
      return bytes;
    }
    int page = (certain / PAGE + 1) * PAGE;
    return switch (random.nextInt(3)) {
      case 0 -> bytes;
      case 1 -> Arrays.copyOf(bytes, Math.min(bytes.length, page + PAGE * random.nextInt(8)));
      default -> Arrays.copyOf(file.certain, Math.min(bytes.length, page)); // and zeros
    };
  }

  private static byte[] mixture(Plain file, Random random) {
    List<byte[]> versions = new ArrayList<>();
    versions.add(file.certain);
    for (int i = 0; i < 3; i++) {
      versions.add(version(file, 1 + random.nextInt(file.open.size())));
    }
    int length = versions.get(random.nextInt(versions.size())).length;
    int unit = random.nextBoolean() ? SECTOR : PAGE;
    byte[] mixed = new byte[length];
    for (int at = 0; at < length; at += unit) {
      byte[] one = versions.get(random.nextInt(versions.size()));
      if (at < one.length) {
        System.arraycopy(one, at, mixed, at, Math.min(unit, Math.min(one.length, length) - at));
      }
    }
    return mixed;
  }
}
