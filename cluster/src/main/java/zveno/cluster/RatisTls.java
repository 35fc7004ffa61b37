package zveno.cluster;

import java.util.Optional;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.security.TlsConf.CertificatesConf;
import org.apache.ratis.security.TlsConf.PrivateKeyConf;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import zveno.node.tls.MutualTls;

/** Members show each other certificates, by the JDK's TLS. */
final class RatisTls {

  private RatisTls() {}

  /**
   * What a member's server and its client need to know; without certificates nothing is encrypted.
   */
  static Parameters of(Optional<MutualTls> tls) {
    Parameters parameters = new Parameters();
    tls.ifPresent(both -> GrpcConfigKeys.TLS.setConf(parameters, config(both)));
    return parameters;
  }

  private static GrpcTlsConfig config(MutualTls tls) {
    return GrpcTlsConfig.newBuilder()
        .setPrivateKey(new PrivateKeyConf(tls.identity().key()))
        .setKeyCertificates(new CertificatesConf(tls.identity().chain()))
        .setTrustCertificates(new CertificatesConf(tls.authorities()))
        .setMutualTls(true)
        .setSslProvider(SslProvider.JDK)
        .build();
  }
}
