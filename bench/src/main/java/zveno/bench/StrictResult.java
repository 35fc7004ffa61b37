package zveno.bench;

import java.util.OptionalDouble;

/**
 * A row of what {@code zveno bench strict} found.
 *
 * @param work what was done
 * @param server by which program
 * @param value how much: the median of the rounds
 * @param unit of the value
 * @param toBest to the best other program in the same work; the median of the ratios round by round
 * @param toBare to what limits it: the bare verification of signatures on all processors, or an
 *     answer without content
 */
record StrictResult(
    String work,
    String server,
    double value,
    String unit,
    OptionalDouble toBest,
    OptionalDouble toBare) {}
