package zveno.bench;

import java.util.OptionalDouble;

/**
 * How fast one contender was.
 *
 * @param hashesPerSecond candidates tried, the median of all rounds
 * @param toPython how many times as fast as the tutorial's loop; nothing if there was no Python, or
 *     the puzzle is another
 * @param toScalar how many times as fast as the scalar kernel in one thread, on the same puzzle
 * @param toOneThread how many times as fast as the same kernel in one thread, if that was measured
 * @param secondsToFullSpeed from the moment a kernel was first asked for in a JVM that had just
 *     started, until a twentieth of a second went by at nine tenths of this speed; known of one
 *     kernel only, the first
 */
public record PowResult(
    Label label,
    double hashesPerSecond,
    OptionalDouble toPython,
    OptionalDouble toScalar,
    OptionalDouble toOneThread,
    OptionalDouble secondsToFullSpeed) {}
