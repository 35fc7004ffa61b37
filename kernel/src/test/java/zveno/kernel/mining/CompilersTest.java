package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The JVM's compilers must be able to take the vector kernels: a method that is too long for the
 * first one may stay slow for ever, and no test of what it finds would notice.
 */
@Tag("slow")
class CompilersTest {

  /** The first compiler gives up above 3,100 or so. */
  private static final int MAX_METHOD = 2_700;

  /** With {@code -Dzveno.long=true}. */
  @Test
  @EnabledIfSystemProperty(named = "zveno.long", matches = "true")
  void theyGiveUpNoMethodOfTheKernels() throws Exception {
    List<String> said = OwnJvm.run(HotKernels.class, "--add-modules=jdk.incubator.vector");
    System.out.println(said);
    assertThat(said).noneMatch(line -> line.contains("failed"));
    for (KernelKind kind : Kernels.vectors()) {
      assertThat(said).contains(kind + " rounds 4");
    }
  }

  @Test
  void noMethodOfTheKernelsIsTooLongForThem() throws Exception {
    Map<String, Integer> lengths = new TreeMap<>();
    try (InputStream code = KernelKind.class.getResourceAsStream("VectorKernel.class")) {
      assertThat(code).isNotNull();
      ClassModel kernel = ClassFile.of().parse(code.readAllBytes());
      for (MethodModel method : kernel.methods()) {
        CodeAttribute body = (CodeAttribute) method.code().orElseThrow();
        lengths.put(
            method.methodName().stringValue() + method.methodType().stringValue(),
            body.codeLength());
      }
    }
    System.out.println(lengths);
    assertThat(lengths.values()).allSatisfy(length -> assertThat(length).isLessThan(MAX_METHOD));
    assertThat(lengths.keySet()).anyMatch(name -> name.startsWith("rounds("));
  }
}
