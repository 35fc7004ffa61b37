#!/usr/bin/env bash
# org.rocksdb:rocksdbjni 11.8.1, DBOptions.maxFileOpeningThreads and a store with many column families.
#
# A good engineer would guess: max_file_opening_threads, "the number of threads that open files when the store is opened",
# matters to stores with many files, and a small store starts next to no threads. In fact the engine starts 15 threads
# beside its own for each column family that has files, also for a single one, and they end at once. A store with 20
# families of one small file each starts some 300 threads when it is opened. With setMaxFileOpeningThreads(1) they are gone.
# Nothing in Java shows them.
#
# Seen on 2026-11-30, on x86-64: see EXPECTED below. Needs Maven, a JDK 21 or newer (JAVA_HOME), strace, and Linux. Fails if
# the behaviour changes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export JAVA_HOME=${JAVA_HOME:?set it to a JDK 21 or newer}
command -v strace >/dev/null || { echo 'strace is missing' >&2; exit 2; }

mvn -q -B dependency:copy -Dartifact=org.rocksdb:rocksdbjni:11.8.1 -DoutputDirectory=. >mvn.log 2>&1 ||
  { cat mvn.log >&2; exit 2; }
cat >Finding.java <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.*;

class Finding {
  public static void main(String[] args) throws Exception {
    RocksDB.loadLibrary();
    for (int time = 0; time < 2; time++) {
      try (DBOptions options = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
          ColumnFamilyOptions usual = new ColumnFamilyOptions();
          FlushOptions flush = new FlushOptions()) {
        if (!args[0].equals("default")) {
          options.setMaxFileOpeningThreads(Integer.parseInt(args[0]));
        }
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, usual));
        for (int i = 0; i < 19; i++) {
          families.add(new ColumnFamilyDescriptor(("family" + i).getBytes(), usual));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (RocksDB store = RocksDB.open(options, "store-" + args[0], families, handles)) {
          for (ColumnFamilyHandle handle : handles) {
            store.put(handle, new byte[] {1}, new byte[] {2});
          }
          store.flush(flush, handles);
          handles.forEach(ColumnFamilyHandle::close);
        }
      }
    }
  }
}
JAVA
"$JAVA_HOME/bin/javac" -cp rocksdbjni-11.8.1.jar -d classes Finding.java
threads() {
  strace -f -qq -e trace=clone,clone3 -o "trace-$1" "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
    -cp classes:rocksdbjni-11.8.1.jar Finding "$1"
  grep -c -E 'clone3?\(' "trace-$1"
}

usual=$(threads default)
one=$(threads 1)
echo "threads started by default: $usual"
echo "with one thread for files:  $one"
EXPECTED='by default 300 threads more, or a few above that'
found='another number'
if [ $((usual - one)) -ge 300 ] && [ $((usual - one)) -le 340 ]; then
  found=$EXPECTED
fi
echo "$found"
[ "$found" = "$EXPECTED" ] || { echo "another behaviour than was seen" >&2; exit 1; }
