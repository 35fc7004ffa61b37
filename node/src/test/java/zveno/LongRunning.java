package zveno;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A test, or a class of them, that takes too long for {@code mvn verify}: it runs with {@code
 * -Dzveno.long=true} only, which a check of {@code .ci/long} says.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@EnabledIfSystemProperty(named = "zveno.long", matches = "true")
public @interface LongRunning {}
