/**
 * Tests of whole processes: the program as a user starts it, talked to as a user would, killed as a
 * machine would, and beside nodes in Python. Start at {@link zveno.system.NodeProcess}. What needs
 * no process of its own has an {@link zveno.system.OwnNode}, which costs a tenth.
 *
 * <p>Settings, all as system properties: {@code zveno.seed}, {@code zveno.kill.rounds}, {@code
 * zveno.retry.rounds}, {@code zveno.long=true} (a million blocks instead of some thousands, and
 * each variant of what {@code mvn verify} has a sample of), {@code zveno.require.python=true} (no
 * Python is a failure, not a reason to skip), {@code zveno.require.browser=true} (the same of
 * Chromium and its driver).
 */
package zveno.system;
