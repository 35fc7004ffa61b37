/**
 * Proof of work as the strict rules have it: Bitcoin's header of 80 bytes, compact bits, and a
 * target that follows a schedule (aserti3-2d). Start at {@link
 * zveno.kernel.rules.strict.work.Header}.
 */
@NullMarked
package zveno.kernel.rules.strict.work;

import org.jspecify.annotations.NullMarked;
