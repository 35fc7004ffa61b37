/**
 * The command {@code zveno bench}: how fast this machine is, with the kernels that search for
 * proofs, with a node and with nets of nodes, each beside the tutorial's own code where there is a
 * Python. Start at {@link zveno.bench.BenchCommand}.
 */
@NullMarked
package zveno.bench;

import org.jspecify.annotations.NullMarked;
