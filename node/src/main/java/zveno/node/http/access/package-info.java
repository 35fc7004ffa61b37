/**
 * Access control: hosts, origins, tokens, rates. Start at {@link
 * zveno.node.http.access.AccessControl}.
 */
@NullMarked
package zveno.node.http.access;

import org.jspecify.annotations.NullMarked;
