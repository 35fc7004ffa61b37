/**
 * Tests of whole processes: the program as a user starts it, talked to as a user would, killed as a
 * machine would, and beside nodes in Python. Start at {@link zveno.system.NodeProcess}.
 *
 * <p>Settings, all as system properties: {@code zveno.seed}, {@code zveno.kill.rounds}, {@code
 * zveno.long=true} (a million blocks instead of some thousands), {@code zveno.require.python=true}
 * (no Python is a failure, not a reason to skip), {@code zveno.require.browser=true} (the same of
 * Chromium and its driver).
 */
package zveno.system;
