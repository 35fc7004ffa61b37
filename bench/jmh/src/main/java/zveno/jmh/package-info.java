/**
 * How fast the kernel is, measured by JMH: a class for each thing that is measured. Start at {@link
 * zveno.jmh.Main}.
 */
@NullMarked
package zveno.jmh;

import org.jspecify.annotations.NullMarked;
