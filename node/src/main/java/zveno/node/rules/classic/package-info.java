/** How the tutorial's blocks and transactions are posted and shown: as the JSON that they are. */
@NullMarked
package zveno.node.rules.classic;

import org.jspecify.annotations.NullMarked;
