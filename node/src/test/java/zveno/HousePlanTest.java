package zveno;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The house plan: which rooms (packages) there are, and which rooms each may lean on. The plan is
 * the table in {@code docs/architecture.md}: a new room, or a new arrow, is a line changed there;
 * arrows point one way, between rooms and between the files of a room.
 */
@Tag("slow")
class HousePlanTest {

  private static final String HOUSE = "zveno.";

  /** They are loaded only where the JVM was started with its vector module. */
  private static final Set<String> MAY_USE_VECTORS =
      Set.of("zveno.kernel.mining.VectorKernel", "zveno.kernel.mining.VectorKernels");

  private static final JavaClasses CLASSES = mainClasses();

  /** For each of our classes, those that it names. */
  private static final Map<JavaClass, Set<String>> NAMED = named();

  @Test
  void theHouseIsBuiltAsPlanned() {
    Map<String, Set<String>> plan = plan();
    Map<String, Set<String>> found = arrows(HousePlanTest::roomOf, (from, to) -> true);

    assertThat(found.keySet()).as("rooms").isEqualTo(plan.keySet());
    List<String> unplanned = new ArrayList<>();
    found.forEach((room, others) ->
        others.stream()
            .filter(other -> !plan.get(room).contains(other))
            .forEach(other -> unplanned.add(room + " leans on " + other)));
    assertThat(unplanned).as("arrows that are not planned").isEmpty();
  }

  @Test
  void thePlanItselfHasNoCircle() {
    assertThat(circleIn(plan())).isEmpty();
  }

  /**
   * A type may name its own subtypes, which name it: a sealed type those that it permits, an
   * interface the hidden class that it hands out.
   */
  @Test
  void noFilesGoRoundInACircle() {
    Map<String, Set<String>> files =
        arrows(HousePlanTest::fileOf, (from, to) -> !to.isAssignableTo(fileOf(from)));

    assertThat(circleIn(files)).isEmpty();
  }

  @Test
  void theKernelNeedsNothingButTheJavaBaseModuleAndInOneCornerItsVectors() {
    Set<String> strangers = new TreeSet<>();
    NAMED.forEach((type, names) -> {
      if (roomOf(type).startsWith("kernel.")) {
        names.stream()
            .filter(name -> !mayLeanOn(type.getName(), name))
            .forEach(name -> strangers.add(type.getName() + " leans on " + name));
      }
    });
    assertThat(strangers).isEmpty();
  }

  private static boolean mayLeanOn(String kernelClass, String name) {
    String home = name.substring(0, name.lastIndexOf('.'));
    return home.startsWith(HOUSE + "kernel.")
        || home.equals("org.jspecify.annotations")
        || Object.class.getModule().getPackages().contains(home)
        || home.equals("jdk.incubator.vector") && MAY_USE_VECTORS.contains(kernelClass);
  }

  /** The first circle that is found, its first element again at the end; or nothing. */
  private static List<String> circleIn(Map<String, Set<String>> arrows) {
    Set<String> cleared = new TreeSet<>();
    for (String start : arrows.keySet()) {
      List<String> circle = circleFrom(start, new ArrayList<>(), cleared, arrows);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    return List.of();
  }

  private static List<String> circleFrom(
      String at, List<String> way, Set<String> cleared, Map<String, Set<String>> arrows) {
    if (cleared.contains(at)) {
      return List.of();
    }
    int before = way.indexOf(at);
    way.add(at);
    if (before >= 0) {
      return way.subList(before, way.size());
    }
    for (String other : arrows.getOrDefault(at, Set.of())) {
      List<String> circle = circleFrom(other, way, cleared, arrows);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    way.removeLast();
    cleared.add(at);
    return List.of();
  }

  /** Whether an arrow from one class to another counts. */
  private interface Counting {
    boolean counts(JavaClass from, JavaClass to);
  }

  /** The arrows between our classes, as those between the units that they belong to. */
  private static Map<String, Set<String>> arrows(
      Function<JavaClass, String> unit, Counting counting) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    NAMED.forEach((from, names) -> {
      Set<String> others = arrows.computeIfAbsent(unit.apply(from), _ -> new TreeSet<>());
      for (String name : names) {
        if (CLASSES.contain(name) && counting.counts(from, CLASSES.get(name))) {
          others.add(unit.apply(CLASSES.get(name)));
        }
      }
      others.remove(unit.apply(from));
    });
    return arrows;
  }

  private static String roomOf(JavaClass type) {
    String home = type.getPackageName();
    return home.startsWith(HOUSE) ? home.substring(HOUSE.length()) : home;
  }

  /** The file of a class, by the name of the type in it. */
  private static String fileOf(JavaClass type) {
    return type.getName().split("\\$", 2)[0];
  }

  private static JavaClasses mainClasses() {
    // What our classes lean on is named in them: it need not be read, and that takes longest.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(at -> !at.contains("/test-classes/") && !at.contains("-tests.jar"))
            .importPackages("zveno");
    assertThat(classes).isNotEmpty();
    return classes;
  }

  private static Map<JavaClass, Set<String>> named() {
    Map<JavaClass, Set<String>> named = new TreeMap<>((a, b) -> a.getName().compareTo(b.getName()));
    CLASSES.forEach(type -> named.put(type, namedBy(type)));
    return named;
  }

  /** Array types and primitive ones are left out. */
  private static Set<String> namedBy(JavaClass type) {
    Set<String> names = new TreeSet<>();
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (!target.isPrimitive()) {
        names.add(target.getName());
      }
    }
    // A constant of another class is copied: only the pool of constants still names where from.
    try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream()) {
      ClassFile.of()
          .parse(file.readAllBytes())
          .constantPool()
          .forEach(entry -> {
            if (entry instanceof ClassEntry known && known.asSymbol().isClassOrInterface()) {
              names.add(known.asInternalName().replace('/', '.'));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /**
   * The table of the plan: for each room, those that it may lean on. There, {@code kernel} means
   * every room of the kernel except {@code kernel.json} and the rule sets, which are named where
   * they are leaned on, {@code all} every other room except the rule sets, and a room of one's own
   * module is named without the module.
   */
  private static Map<String, Set<String>> plan() {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "architecture.md");
    Map<String, String> lines = new TreeMap<>();
    try {
      Files.readAllLines(page).stream()
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.split("\\|"))
          .filter(cells -> cells[1].strip().matches("`(kernel|node)\\..*`"))
          .forEach(cells -> lines.put(cells[1].strip().replace("`", ""), cells[3].strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Set<String>> plan = new TreeMap<>();
    lines.forEach((room, others) -> {
      Set<String> named = new TreeSet<>();
      Arrays.stream(others.split(" "))
          .forEach(other -> named.addAll(meant(other, room, lines.keySet())));
      named.remove(room);
      assertThat(lines.keySet()).as("what %s leans on", room).containsAll(named);
      plan.put(room, named);
    });
    return plan;
  }

  private static Set<String> meant(String other, String reader, Set<String> rooms) {
    Set<String> meant = new TreeSet<>();
    switch (other) {
      case "\u2013" -> {}
      case "kernel" -> meant.addAll(usual("kernel.", rooms));
      case "all" -> {
        meant.addAll(usual("kernel.", rooms));
        meant.addAll(usual("node.", rooms));
        meant.add("kernel.json");
      }
      default -> {
        String module = reader.substring(0, reader.indexOf('.') + 1);
        meant.add(other.startsWith("kernel.") ? other : module + other);
      }
    }
    return meant;
  }

  /** JSON is for the rooms that speak it, a rule set and a command for none but their own. */
  private static Set<String> usual(String module, Set<String> rooms) {
    Set<String> usual = new TreeSet<>(rooms);
    usual.removeIf(room ->
        !room.startsWith(module)
            || room.equals("kernel.json")
            || room.matches("(kernel|node)[.]rules[.].*|node[.]cluster[.]command"));
    return usual;
  }
}
