/**
 * What the owner of a folder may ask of the node that uses it, and nobody else: through a socket
 * that lies in the folder, and is guarded as the folder is. Start at {@link
 * zveno.node.control.ControlServer}.
 */
@NullMarked
package zveno.node.control;

import org.jspecify.annotations.NullMarked;
