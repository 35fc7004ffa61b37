/**
 * Two ways to keep the accounts of a chain in RocksDB, measured beside each other: rows by branch
 * and height, and flat rows with undo records. What was found is in decision 10. Start at {@link
 * zveno.jmh.state.StateMeasurement}.
 */
@NullMarked
package zveno.jmh.state;

import org.jspecify.annotations.NullMarked;
