/**
 * Commands of the folder's owner to the node that uses it, through a socket in the folder with the
 * folder's permissions. Start at {@link zveno.node.control.ControlServer}.
 */
@NullMarked
package zveno.node.control;

import org.jspecify.annotations.NullMarked;
