/**
 * Certificates and keys from PEM files, for the server and for asking peers. Start at {@link
 * zveno.node.tls.TlsFiles}.
 */
@NullMarked
package zveno.node.tls;

import org.jspecify.annotations.NullMarked;
