package zveno;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The house plan: which rooms (packages) there are, and which rooms each may lean on. The plan is
 * the table in {@code docs/architecture.md}: a new room, or a new arrow, is a line changed there;
 * arrows point one way.
 */
@Tag("slow")
class HousePlanTest {

  private static final String HOUSE = "zveno.";

  /** They are loaded only where the JVM was started with its vector module. */
  private static final Set<String> MAY_USE_VECTORS =
      Set.of("zveno.kernel.mining.VectorKernel", "zveno.kernel.mining.VectorKernels");

  private static final Plan PLAN = Plan.read(written());
  private static final JavaClasses CLASSES = mainClasses();

  @Test
  void theHouseIsBuiltAsPlanned() {
    assertThat(faults(PLAN, arrowsOf(CLASSES))).isEmpty();
  }

  @Test
  void theKernelNeedsNothingButTheJavaBaseModuleAndInOneCornerItsVectors() {
    assertThat(strangersIn(CLASSES)).isEmpty();
  }

  @Test
  void thePlanItselfHasNoCycle() {
    assertThat(cycleIn(PLAN.arrows())).isEmpty();
  }

  // What the checks would say about a house that is not built as planned.

  @Test
  void anArrowThatIsNotPlannedIsAFault() {
    Map<String, Set<String>> arrows = asPlanned();
    arrows.get("kernel.bytes").add("kernel.chain");

    assertThat(faults(PLAN, arrows))
        .contains("kernel.bytes leans on kernel.chain, which is not planned")
        .anyMatch(fault -> fault.startsWith("a cycle: "));
  }

  @Test
  void aRoomThatIsNotPlannedIsAFault() {
    Map<String, Set<String>> arrows = asPlanned();
    arrows.put("node.cellar", new TreeSet<>());

    assertThat(faults(PLAN, arrows)).containsExactly("node.cellar is a room that is not planned");
  }

  @Test
  void aRoomThatIsMissingIsAFaultUnlessItIsToCome() {
    Plan plan = Plan.read("kernel.bytes -> -\nkernel.attic -> kernel.bytes (to come)\n");

    assertThat(faults(plan, Map.of("kernel.bytes", Set.of()))).isEmpty();
    assertThat(faults(plan, Map.of())).containsExactly("kernel.bytes is planned, but not there");
    assertThat(faults(plan, Map.of("kernel.bytes", Set.of(), "kernel.attic", Set.of())))
        .containsExactly("kernel.attic has come: take (to come) off its line");
  }

  @Test
  void aLibraryInTheKernelIsAStranger() {
    assertThat(mayBeInKernel("java.util.List")).isTrue();
    assertThat(mayBeInKernel("org.jspecify.annotations.Nullable")).isTrue();
    assertThat(mayBeInKernel("java.net.http.HttpClient")).isFalse();
    assertThat(mayBeInKernel("org.rocksdb.RocksDB")).isFalse();
    assertThat(mayBeInKernel("zveno.node.cli.Main")).isFalse();
    assertThat(mayBeInKernel("jdk.incubator.vector.IntVector")).isFalse();
  }

  @Test
  void onlyTheVectorKernelsMayUseVectors() {
    String vector = "jdk.incubator.vector.IntVector";

    assertThat(mayLeanOn("zveno.kernel.mining.VectorKernel", vector)).isTrue();
    assertThat(mayLeanOn("zveno.kernel.mining.VectorKernel", "org.rocksdb.RocksDB")).isFalse();
    assertThat(mayLeanOn("zveno.kernel.mining.KernelKind", vector)).isFalse();
    assertThat(mayLeanOn("zveno.kernel.bytes.Hash", vector)).isFalse();
  }

  /** All rooms of the plan, leaning on all they may lean on, except those to come. */
  private static Map<String, Set<String>> asPlanned() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    PLAN.arrows().forEach((room, others) -> arrows.put(room, new TreeSet<>(others)));
    arrows.keySet().removeAll(PLAN.toCome());
    arrows.values().forEach(others -> others.removeAll(PLAN.toCome()));
    return arrows;
  }

  /** What differs between the plan and the arrows that were found, one sentence each. */
  private static List<String> faults(Plan plan, Map<String, Set<String>> found) {
    List<String> faults = new ArrayList<>();
    for (String room : new TreeSet<>(found.keySet())) {
      if (!plan.arrows().containsKey(room)) {
        faults.add(room + " is a room that is not planned");
        continue;
      }
      if (plan.toCome().contains(room)) {
        faults.add(room + " has come: take (to come) off its line");
      }
      for (String other : new TreeSet<>(found.get(room))) {
        if (!plan.arrows().get(room).contains(other)) {
          faults.add(room + " leans on " + other + ", which is not planned");
        }
      }
    }
    for (String room : plan.arrows().keySet()) {
      if (!found.containsKey(room) && !plan.toCome().contains(room)) {
        faults.add(room + " is planned, but not there");
      }
    }
    List<String> cycle = cycleIn(found);
    if (!cycle.isEmpty()) {
      faults.add("a cycle: " + String.join(" -> ", cycle));
    }
    return faults;
  }

  /** A cycle's rooms, the first one again at the end; or nothing. */
  private static List<String> cycleIn(Map<String, Set<String>> arrows) {
    Set<String> cleared = new TreeSet<>();
    for (String room : new TreeSet<>(arrows.keySet())) {
      List<String> cycle = cycleFrom(room, new ArrayList<>(), cleared, arrows);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    return List.of();
  }

  private static List<String> cycleFrom(
      String room, List<String> way, Set<String> cleared, Map<String, Set<String>> arrows) {
    if (cleared.contains(room)) {
      return List.of();
    }
    int before = way.indexOf(room);
    way.add(room);
    if (before >= 0) {
      return way.subList(before, way.size());
    }
    for (String other : new TreeSet<>(arrows.getOrDefault(room, Set.of()))) {
      List<String> cycle = cycleFrom(other, way, cleared, arrows);
      if (!cycle.isEmpty()) {
        return cycle;
      }
    }
    way.removeLast();
    cleared.add(room);
    return List.of();
  }

  /** The rooms that have classes in them, and the rooms that those classes mention. */
  private static Map<String, Set<String>> arrowsOf(JavaClasses classes) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass type : classes) {
      Set<String> others = arrows.computeIfAbsent(roomOf(type), room -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getName().startsWith(HOUSE) && !roomOf(target).equals(roomOf(type))) {
          others.add(roomOf(target));
        }
      }
    }
    return arrows;
  }

  private static Set<String> strangersIn(JavaClasses classes) {
    Set<String> strangers = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!roomOf(type).startsWith("kernel.")) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!target.isPrimitive() && !mayLeanOn(type.getName(), target.getName())) {
          strangers.add(type.getName() + " leans on " + target.getName());
        }
      }
    }
    return strangers;
  }

  private static boolean mayLeanOn(String kernelClass, String className) {
    boolean vectors = homeOf(className).equals("jdk.incubator.vector");
    return mayBeInKernel(className) || vectors && MAY_USE_VECTORS.contains(kernelClass);
  }

  private static boolean mayBeInKernel(String className) {
    String home = homeOf(className);
    return home.startsWith(HOUSE + "kernel.")
        || home.equals("org.jspecify.annotations")
        || Object.class.getModule().getPackages().contains(home);
  }

  private static String homeOf(String className) {
    return className.substring(0, className.lastIndexOf('.'));
  }

  private static String roomOf(JavaClass type) {
    String home = type.getPackageName();
    return home.startsWith(HOUSE) ? home.substring(HOUSE.length()) : home;
  }

  /**
   * The table of the plan, a line a room: {@code kernel.json -> kernel.bytes}. There, {@code
   * kernel} means every room of the kernel except {@code kernel.json} and the rule sets, which are
   * named where they are leaned on, {@code all} every other room except the rule sets, and a room
   * of one's own module is named without the module.
   */
  private static String written() {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "architecture.md");
    try {
      return Files.readAllLines(page).stream()
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.split("\\|"))
          .filter(cells -> cells[1].strip().matches("`(kernel|node)\\..*`"))
          .map(cells -> line(cells[1].strip().replace("`", ""), cells[3].strip()))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String room, String others) {
    String module = room.substring(0, room.indexOf('.') + 1);
    String named =
        Arrays.stream(others.split(" "))
            .map(other ->
                switch (other) {
                  case "\u2013" -> "-";
                  case "kernel" -> "kernel";
                  case "all" -> "node kernel kernel.json";
                  default -> other.startsWith("kernel.") ? other : module + other;
                })
            .collect(Collectors.joining(" "));
    return room + " -> " + named;
  }

  private static JavaClasses mainClasses() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(at -> !at.contains("/test-classes/") && !at.contains("-tests.jar"))
            .importPackages("zveno");
    assertThat(classes).isNotEmpty();
    return classes;
  }

  /** The table, read: each room's permitted neighbours, and the rooms nobody has built yet. */
  private record Plan(Map<String, Set<String>> arrows, Set<String> toCome) {

    private static final String TO_COME = "(to come)";

    static Plan read(String table) {
      Map<String, String> lines = new TreeMap<>();
      Set<String> toCome = new TreeSet<>();
      for (String line : table.lines().toList()) {
        int arrow = line.indexOf("->");
        String room = line.substring(0, arrow).strip();
        if (line.endsWith(TO_COME)) {
          toCome.add(room);
        }
        lines.put(room, line.substring(arrow + 2).replace(TO_COME, "").strip());
      }

      Map<String, Set<String>> arrows = new HashMap<>();
      lines.forEach((room, others) -> arrows.put(room, roomsNamed(others, room, lines.keySet())));
      return new Plan(arrows, toCome);
    }

    /** JSON is for the rooms that speak it, a rule set for none but its own. */
    private static boolean isNamedAlone(String room) {
      return room.equals("kernel.json") || room.matches("(kernel|node)[.]rules[.].*");
    }

    private static Set<String> roomsNamed(String names, String reader, Set<String> rooms) {
      Set<String> named = new TreeSet<>();
      for (String name : names.split(" +", -1)) {
        switch (name) {
          case "-" -> {}
          case "kernel", "node" ->
              rooms.stream()
                  .filter(room -> room.startsWith(name + ".") && !isNamedAlone(room))
                  .forEach(named::add);
          default -> {
            assertThat(rooms).contains(name);
            named.add(name);
          }
        }
      }
      named.remove(reader);
      return named;
    }
  }
}
