package zveno.node.tls;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's keytool. */
public final class Keytool {

  private Keytool() {}

  /** Runs it with these arguments, which must ask it for nothing that it would ask back. */
  public static void run(List<String> arguments) throws IOException, InterruptedException {
    if (!runHere(arguments)) {
      runApart(arguments);
    }
  }

  /**
   * In this JVM, where the build has opened it to us: a process of its own takes a second. If it
   * fails it says why, and ends the JVM.
   */
  private static boolean runHere(List<String> arguments) {
    try {
      Class.forName("sun.security.tools.keytool.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
      return true;
    } catch (IllegalAccessException e) {
      return false;
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return false; // another JDK
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("keytool " + arguments, e);
    }
  }

  private static void runApart(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC")); // a short life
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
  }
}
