/**
 * Inputs that a machine makes up: six targets, which Jazzer drives towards code that no input has
 * reached yet. In {@code mvn verify} each runs over its seeds, in {@code .ci/fuzz} for as long as
 * is wanted. Targets for what a room keeps to itself lie in that room; all end in {@code Fuzz}.
 */
package zveno.fuzz;
