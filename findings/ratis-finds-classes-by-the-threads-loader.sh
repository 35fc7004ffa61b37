#!/usr/bin/env bash
# org.apache.ratis 3.3.0 (server, grpc, metrics-default), loaded by a class loader of its own, as a plug-in is.
#
# A good engineer would guess: a library that was loaded by some class loader finds its own classes by that loader. In fact
# Ratis looks for the implementation of its server by name (ServerImplUtils), by the context class loader of the thread that
# asks first. If that is the program's own, which does not know Ratis, no server is built. Set the thread's context class
# loader to that of Ratis around each call that may be the first of its kind (build, start, a client's first request);
# Ratis's own threads take it over.
#
# Seen on 2026-12-01: see EXPECTED below. Needs Maven and a JDK 21 or newer (JAVA_HOME). Fails if the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JAVA_HOME=${JAVA_HOME:?set it to a JDK 21 or newer}

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-server</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-grpc</artifactId><version>3.3.0</version></dependency>
    <dependency><groupId>org.apache.ratis</groupId><artifactId>ratis-metrics-default</artifactId><version>3.3.0</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib >mvn.log 2>&1 || { cat mvn.log >&2; exit 2; }
mkdir inside
cat >Starter.java <<'JAVA'
import java.io.File;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.*;
import org.apache.ratis.server.*;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

public class Starter implements Runnable {
  public void run() {
    RaftProperties properties = new RaftProperties();
    GrpcConfigKeys.Server.setPort(properties, 0);
    RaftServerConfigKeys.setStorageDir(properties, List.of(new File("raft")));
    RaftPeer self = RaftPeer.newBuilder().setId("a").setAddress("127.0.0.1:1").build();
    try (RaftServer server = RaftServer.newBuilder().setServerId(self.getId())
        .setGroup(RaftGroup.valueOf(RaftGroupId.randomId(), self))
        .setProperties(properties).setStateMachine(new BaseStateMachine()).build()) {
      server.start();
    } catch (java.io.IOException e) {
      throw new RuntimeException(e);
    }
  }
}
JAVA
cat >Finding.java <<'JAVA'
import java.io.File;
import java.net.*;
import java.util.*;

class Finding {
  public static void main(String[] args) throws Exception {
    List<URL> urls = new ArrayList<>(List.of(new File("inside/").toURI().toURL()));
    for (File jar : new File("lib").listFiles()) urls.add(jar.toURI().toURL());
    URLClassLoader own = new URLClassLoader(urls.toArray(URL[]::new), Finding.class.getClassLoader());
    if (args[0].equals("own")) Thread.currentThread().setContextClassLoader(own);
    String found = "a server runs";
    try {
      ((Runnable) own.loadClass("Starter").getDeclaredConstructor().newInstance()).run();
    } catch (Throwable e) {
      found = "no server";
      if (args.length > 1) e.printStackTrace();
    }
    System.out.println("context loader " + args[0] + ": " + found);
    System.exit(0);
  }
}
JAVA
"$JAVA_HOME/bin/javac" -nowarn -cp 'lib/*' -d inside Starter.java
"$JAVA_HOME/bin/javac" -d . Finding.java
run() { rm -rf raft; "$JAVA_HOME/bin/java" -cp . Finding "$@" 2>err.log; }

EXPECTED='context loader program: no server
context loader own: a server runs'
found=$(run program; run own)
echo "$found"
[ "$found" = "$EXPECTED" ] || { cat err.log >&2; echo "another behaviour than was seen" >&2; exit 1; }
