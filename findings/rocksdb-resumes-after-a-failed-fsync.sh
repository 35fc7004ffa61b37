#!/usr/bin/env bash
# org.rocksdb:rocksdbjni 11.8.1, a synced write whose fsync finds the disk full (ENOSPC).
#
# A good engineer would guess: after an fsync of the log that failed, the store takes no write until it is opened again, as
# after EIO; it is known since 2018 that an fsync that succeeds later proves nothing about the bytes before. In fact the engine
# polls for free space every five seconds and then resumes by itself: it syncs the same log again, takes the success as
# proof, begins a new log and takes writes. maxBgErrorResumeCount(0) does not prevent that; a listener whose
# onErrorRecoveryBegin returns false does. With track_and_verify_wals_in_manifest the manifest then states a length of the
# log that may never have reached the disk, and a loss of power at that moment looks like damage when the store is opened.
#
# Seen on 2026-12-01, on x86-64: see EXPECTED below. Needs Maven, a JDK 21 or newer (JAVA_HOME), a C compiler, and Linux.
# Takes half a minute. Fails if the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JAVA_HOME=${JAVA_HOME:?set it to a JDK 21 or newer}
command -v cc >/dev/null || { echo 'a C compiler is missing' >&2; exit 2; }

mvn -q -B dependency:copy -Dartifact=org.rocksdb:rocksdbjni:11.8.1 -DoutputDirectory=. >mvn.log 2>&1 ||
  { cat mvn.log >&2; exit 2; }

# Fails one fdatasync of a log if the file "armed" is there, and notes each later one that is of the same log.
cat >full.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char failed[4096];

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  if (length > 4 && !strcmp(path + length - 4, ".log")) {
    if (!unlink("armed")) {
      strcpy(failed, path);
      errno = ENOSPC;
      return -1;
    }
    if (!strcmp(path, failed)) {
      FILE *note = fopen("synced-again", "w");
      if (note) fclose(note);
    }
  }
  return real(fd);
}
C
cc -shared -fPIC -o full.so full.c

cat >Finding.java <<'JAVA'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.*;

class Finding {
  public static void main(String[] args) throws Exception {
    boolean may = args[0].equals("may");
    RocksDB.loadLibrary();
    AbstractEventListener listener = new AbstractEventListener() {
      @Override
      public boolean onErrorRecoveryBegin(BackgroundErrorReason reason, Status error) {
        return may;
      }
    };
    DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true)
        .setMaxBgErrorResumeCount(0).setListeners(List.of(listener));
    List<ColumnFamilyDescriptor> families = List.of(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY), new ColumnFamilyDescriptor("other".getBytes()));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    RocksDB store = RocksDB.open(options, "store-" + args[0], families, handles);
    WriteOptions synced = new WriteOptions().setSync(true);
    store.put(handles.get(1), synced, new byte[] {1}, new byte[] {1});
    Files.createFile(Path.of("armed"));
    boolean writes = takes(store, handles.get(1), synced);
    if (writes) {
      throw new IllegalStateException("the fsync did not fail");
    }
    long end = System.nanoTime() + 13_000_000_000L;
    while (!writes && System.nanoTime() < end) {
      Thread.sleep(200);
      writes = takes(store, handles.get(1), synced);
    }
    System.out.println((writes ? "takes writes again" : "takes no writes")
        + (Files.deleteIfExists(Path.of("synced-again")) ? ", has synced the same log again" : ""));
    System.exit(0);
  }

  private static boolean takes(RocksDB store, ColumnFamilyHandle family, WriteOptions synced) {
    try {
      store.put(family, synced, new byte[] {2}, new byte[] {2});
      return true;
    } catch (RocksDBException e) {
      return false;
    }
  }
}
JAVA
"$JAVA_HOME/bin/javac" -cp rocksdbjni-11.8.1.jar -d classes Finding.java
engine() {
  LD_PRELOAD=$work/full.so "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
    -cp classes:rocksdbjni-11.8.1.jar Finding "$1"
}

found="by itself it $(engine may); with a listener that forbids it, it $(engine may-not)"
echo "$found"
EXPECTED='by itself it takes writes again, has synced the same log again; with a listener that forbids it, it takes no writes'
[ "$found" = "$EXPECTED" ] || { echo "another behaviour than was seen" >&2; exit 1; }
