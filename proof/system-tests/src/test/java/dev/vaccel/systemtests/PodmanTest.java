package dev.vaccel.systemtests;

import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.testing.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/**
 * In containers of podman and runc, from an image that has nothing else, read-only, without a
 * capability, behind the seccomp filter that is podman's default. Image and containers are kept in
 * the test's directory.
 */
class PodmanTest extends IsolationContract {
  private static final int FIRST_ID = 70_000;
  private static final int IDS = 1000;

  // A machine without CAP_SYS_RESOURCE (as root in a container, or some sandboxes) cannot raise
  // limits to podman's defaults.
  private static final int MOST_FILES = 1024;
  private static final int MOST_TASKS = 1024;

  private boolean used;

  private List<String> podman(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "podman",
                "--storage-driver=vfs",
                "--root=" + directory.resolve("storage"),
                "--runroot=" + directory.resolve("run"),
                "--tmpdir=" + directory.resolve("tmp"),
                "--cgroup-manager=cgroupfs",
                "--events-backend=none",
                "--runtime=runc"));
    all.addAll(List.of(words));
    return all;
  }

  private List<String> container(String... words) {
    List<String> all =
        podman(
            "run",
            "--rm",
            "--interactive",
            "--log-driver=none",
            "--network=none",
            "--cap-drop=all",
            "--read-only",
            "--uidmap=0:" + FIRST_ID + ":" + IDS,
            "--gidmap=0:" + FIRST_ID + ":" + IDS,
            "--ulimit=nofile=" + MOST_FILES + ":" + MOST_FILES,
            "--ulimit=nproc=" + MOST_TASKS + ":" + MOST_TASKS);
    all.addAll(List.of(words));
    return all;
  }

  private void makeImage(Path root, String name) throws Exception {
    Path archive = directory.resolve(name + ".tar");
    GuestBuild.run(List.of("tar", "-C", root.toString(), "-cf", archive.toString(), "."));
    GuestBuild.run(podman("import", "--quiet", archive.toString(), "localhost/" + name));
    Files.delete(archive);
  }

  @Override
  void require() throws Exception {
    Prerequisites.require(isRoot(), "podman is tried as root");
    GuestBuild.requirePrograms("podman", "busybox");
    Prerequisites.require(
        Files.isExecutable(Path.of("/usr/sbin/runc")),
        "no /usr/sbin/runc; run tools/install-test-packages");
    used = true;
    Path root = Files.createDirectory(directory.resolve("probe"));
    // It copies the permissions along.
    Files.copy(Path.of("/bin/busybox"), root.resolve("true"), StandardCopyOption.COPY_ATTRIBUTES);
    makeImage(root, "probe");
    Said said = GuestBuild.run(container("localhost/probe", "/true"), Map.of());
    Prerequisites.require(said.exitCode() == 0, "podman runs no container here: " + said.text());
  }

  @AfterEach
  void removeContainers() throws Exception {
    if (used) {
      GuestBuild.run(podman("rm", "--all", "--force", "--time=0"), Map.of());
    }
  }

  @Override
  long callerId() {
    return FIRST_ID;
  }

  @Override
  List<String> isolated(Path root, Path sockets, List<String> command) throws Exception {
    makeImage(root, "caller");
    List<String> all = container("--volume=" + sockets + ":" + SOCKETS, "localhost/caller");
    all.addAll(command);
    return all;
  }
}
