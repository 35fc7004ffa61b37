package zveno.kernel.mining;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Makes {@link VectorKernel}s. To be touched only where the JVM has its vector module. */
final class VectorKernels {

  private static final Map<Integer, Class<?>> BY_LANES = new ConcurrentHashMap<>();

  private VectorKernels() {}

  static int preferredLanes() {
    return IntVector.SPECIES_PREFERRED.length();
  }

  /** A kernel with so many lanes, 8 or 16. */
  static Object create(int lanes) {
    Class<?> kernel = BY_LANES.computeIfAbsent(lanes, VectorKernels::define);
    try {
      return kernel.getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the vector kernel failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the vector kernel cannot be created", e);
    }
  }

  /** A copy of the class in which the species is a constant. */
  private static Class<?> define(int lanes) {
    VectorSpecies<Integer> species = lanes == 16 ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
    try (InputStream code = VectorKernels.class.getResourceAsStream("VectorKernel.class")) {
      if (code == null) {
        throw new IllegalStateException("the class file of the vector kernel is missing");
      }
      return MethodHandles.lookup()
          .defineHiddenClassWithClassData(code.readAllBytes(), species, true)
          .lookupClass();
    } catch (IOException | IllegalAccessException e) {
      throw new IllegalStateException("the vector kernel cannot be loaded", e);
    }
  }
}
