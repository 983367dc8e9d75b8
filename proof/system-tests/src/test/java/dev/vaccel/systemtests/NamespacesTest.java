package dev.vaccel.systemtests;

import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.testing.Prerequisites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * In namespaces of its own for users, mounts, processes, the network, hosts' names and System V
 * objects, as a container is, made by nothing but util-linux. Needs no root; started by it, the
 * caller is another user outside.
 */
class NamespacesTest extends IsolationContract {
  private static final int OTHER_ID = 4000;

  // Read by a shell that is the first process inside. What the new root is made of is bound
  // read-only below a tmpfs. The last steps need a program that is on no host's file system.
  private static final String SCRIPT =
      """
      set -eu
      new=$1 root=$2 sockets=$3 at=$4
      shift 4
      mount -t tmpfs -o mode=0755 tmpfs "$new"
      mkdir "$new/proc" "$new/.host"
      for entry in "$root"/*; do
        there=$new/${entry##*/}
        case $entry in
          */proc) continue ;;
        esac
        if [ -d "$entry" ]; then mkdir "$there"; else : >"$there"; fi
        mount --bind "$entry" "$there"
        mount -o remount,bind,ro "$there"
      done
      mount --bind "$sockets" "$new$at"
      mount -t proc proc "$new/proc"
      cp /bin/busybox "$new/busybox"
      cd "$new"
      pivot_root . .host
      exec /busybox sh -c '/busybox umount -l /.host && /busybox rm -r /.host /busybox && exec "$@"' sh "$@"
      """;

  @Override
  void require() throws Exception {
    GuestBuild.requirePrograms("unshare", "setpriv", "mount", "busybox");
    Said said = GuestBuild.run(unshare("mount", "-t", "proc", "proc", "/proc"), Map.of());
    Prerequisites.require(
        said.exitCode() == 0,
        "no namespaces here (in a container? user.max_user_namespaces is 0?): " + said.text());
  }

  @Override
  long callerId() {
    try {
      return isRoot() ? OTHER_ID : ownId();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> unshare(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(
          List.of("setpriv", "--reuid=" + OTHER_ID, "--regid=" + OTHER_ID, "--clear-groups"));
    }
    all.addAll(
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--net",
            "--ipc",
            "--uts"));
    all.addAll(List.of(command));
    return all;
  }

  @Override
  List<String> isolated(Path root, Path sockets, List<String> command) throws IOException {
    Path script = Files.writeString(directory.resolve("isolate"), SCRIPT);
    Path empty = Files.createDirectory(directory.resolve("new"));
    List<String> all =
        unshare(
            "sh",
            script.toString(),
            empty.toString(),
            root.toString(),
            sockets.toString(),
            SOCKETS);
    all.addAll(command);
    return all;
  }
}
