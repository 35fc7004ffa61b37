/**
 * How fast the kernel is, measured by JMH: a class for each thing that is measured. Start at {@link
 * zveno.bench.Main}.
 */
@NullMarked
package zveno.bench;

import org.jspecify.annotations.NullMarked;
