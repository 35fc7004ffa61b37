#!/usr/bin/env bash
# software.amazon.cryptools:AmazonCorrettoCryptoProvider 2.5.0, its jars linux-x86_64 and linux-aarch_64 on one class path.
#
# A good engineer would guess: a program for both kinds of machine puts both classifiers on its class path, as with other
# libraries that bring native code, and each machine takes its own. In fact both jars have the same class names and the
# same name for the native library. The jar that comes first hides the other one; if it is that of another machine, the
# provider is made without an error, and has no Ed25519. A class path like lib/* has the jars in the order in which the
# folder is read. Load the one jar of the machine, by a class loader of its own if both are handed out.
#
# Seen on 2026-11-30, on x86-64: see EXPECTED below. Needs Maven, a JDK 21 or newer (JAVA_HOME), and Linux with glibc on
# x86-64 or ARM64. Fails if the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JAVA_HOME=${JAVA_HOME:?set it to a JDK 21 or newer}

case $(uname -m) in
  x86_64) ours=linux-x86_64 other=linux-aarch_64 ;;
  aarch64) ours=linux-aarch_64 other=linux-x86_64 ;;
  *) echo "no jar for $(uname -m)" >&2; exit 2 ;;
esac
artifact=AmazonCorrettoCryptoProvider
for classifier in "$ours" "$other"; do
  mvn -q -B dependency:copy -Dartifact=software.amazon.cryptools:$artifact:2.5.0:jar:$classifier -DoutputDirectory=. \
    >mvn.log 2>&1 || { cat mvn.log >&2; exit 2; }
done
cat >Finding.java <<'JAVA'
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;

class Finding {
  public static void main(String[] args) {
    Provider provider = new AmazonCorrettoCryptoProvider();
    System.out.println(args[0] + (provider.getService("Signature", "Ed25519") != null ? ": Ed25519" : ": no Ed25519"));
  }
}
JAVA
run() { "$JAVA_HOME/bin/java" -cp "$artifact-2.5.0-$1.jar:$artifact-2.5.0-$2.jar" Finding.java "$3" 2>err.log || cat err.log; }

EXPECTED='the own jar first: Ed25519
the other jar first: no Ed25519'
found=$(run "$ours" "$other" 'the own jar first'; run "$other" "$ours" 'the other jar first')
echo "$found"
[ "$found" = "$EXPECTED" ] || { echo "another behaviour than was seen" >&2; exit 1; }
