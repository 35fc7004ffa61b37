package zveno.node.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What two sides need that authenticate each other: each shows its certificate, and it must have
 * been issued by one of these authorities, by no other.
 *
 * @param identity this side's certificate and key
 * @param authorities who may have issued the other side's certificate; at least one
 */
public record MutualTls(Identity identity, List<X509Certificate> authorities) {

  public MutualTls {
    authorities = List.copyOf(authorities);
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("nobody would be believed");
    }
  }
}
