#!/usr/bin/env bash
# io.prometheus:prometheus-metrics-exposition-textformats 1.10.0 (client_java), alone on the class path.
#
# A good engineer would guess: ExpositionFormats.findWriter(accept) returns a writer that can write, and heeds the weights.
# In fact it returns the protobuf writer when Accept offers protobuf at all, though the text artifact cannot write protobuf
# (write throws UnsupportedOperationException), and though text is preferred by its weight. A server that asks findWriter
# for its answer so fails every scrape of a Prometheus with native histograms. Ask isAvailable() first, or choose by hand.
#
# Seen on 2026-11-30: see EXPECTED below. Needs Maven and a JDK 21 or newer (JAVA_HOME). Fails if the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JAVA_HOME=${JAVA_HOME:?set it to a JDK 21 or newer}

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.prometheus</groupId>
      <artifactId>prometheus-metrics-exposition-textformats</artifactId>
      <version>1.10.0</version>
    </dependency>
  </dependencies>
</project>
POM
cat >Finding.java <<'JAVA'
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;

class Finding {
  static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  public static void main(String[] args) throws Exception {
    ask("text/plain;version=0.0.4;q=0.9," + PROTOBUF + ";q=0.1");
    ask("text/plain;version=0.0.4");
  }

  static void ask(String accept) throws Exception {
    ExpositionFormatWriter writer = ExpositionFormats.init().findWriter(accept);
    String outcome = "writes";
    try {
      writer.write(new ByteArrayOutputStream(), new MetricSnapshots());
    } catch (RuntimeException e) {
      outcome = "throws " + e.getClass().getSimpleName();
    }
    System.out.println(writer.getContentType().replaceAll(";.*", "") + " " + outcome);
  }
}
JAVA
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 || { cat mvn.log >&2; exit 2; }

EXPECTED='application/vnd.google.protobuf throws UnsupportedOperationException
text/plain writes'
found=$("$JAVA_HOME/bin/java" -cp 'lib/*' Finding.java)
printf '%s\n' "$found"
[ "$found" = "$EXPECTED" ] || { echo 'the behaviour has changed' >&2; exit 1; }
