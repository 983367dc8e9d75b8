package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C client in an emulated Linux guest: by the kernel's vsock, and by the device that the
 * process drives itself.
 */
class VirtioPollTest {
  private static final String COMMANDS =
      """
      cd /
      P="--connect virtio-poll://"
      echo "== vsock"
      /vaccel-echo --repeat 1000 64
      /vaccel-echo --repeat 10 300001
      echo "== taken"
      /vaccel-echo $P 2>&1
      D=$(grep -l 0x1053 /sys/bus/pci/devices/*/device)
      D=${D%/device}
      echo ${D##*/} >$D/driver/unbind
      echo "== poll"
      /vaccel-echo $P --repeat 1000 64
      /vaccel-echo $P${D##*/} --repeat 10 300001
      /vaccel-classify $P --model /shapes /star.png
      echo "== nobody"
      /vaccel-echo $P#2047 2>&1
      echo "== twice"
      /vaccel-echo $P --repeat 1000000 64 >/tmp/out 2>&1 & K=$!
      while ! grep -q resource /proc/$K/maps; do usleep 1000; done
      /vaccel-echo $P 2>&1
      kill -9 $K
      while ! /vaccel-echo $P 64 >/tmp/out 2>&1; do usleep 1000; done
      cat /tmp/out
      echo "== the kernel's again"
      echo ${D##*/} >/sys/bus/pci/drivers/virtio-pci/bind
      /vaccel-echo 64
      """;

  @TempDir private Path directory;

  @Test
  void callsTakeNoInterrupt() throws Exception {
    Prerequisites.require(
        Architecture.ofThisMachine() == Architecture.X86_64, "needs an x86-64 machine");
    GuestMachine.require(Architecture.X86_64);
    Path tools = GuestBuild.tools(Architecture.X86_64);
    Path models = VaccelProcess.root().resolve("models");
    Path script = Files.writeString(directory.resolve("script"), COMMANDS);
    Result result =
        VaccelProcess.run(
            "vm",
            "run",
            "--accel=tcg",
            "--add=" + tools.resolve("vaccel-echo") + ":/vaccel-echo",
            "--add=" + tools.resolve("vaccel-classify") + ":/vaccel-classify",
            "--add=" + models.resolve("shapes") + ":/shapes",
            "--add=" + models.resolve("images/star-1.png") + ":/star.png",
            "--add=" + script + ":/script",
            "--",
            "sh",
            "/script");
    String said = result.output() + result.messages();
    assertEquals(0, result.exitCode(), said);
    List<String> lines = result.output().lines().toList();
    List<String> starts =
        List.of(
            "== vsock",
            "64 bytes: median",
            "300001 bytes: median",
            "== taken",
            "vaccel-echo: virtio-poll device 0000:00:",
            "== poll",
            "64 bytes: median",
            "300001 bytes: median",
            "/star.png  1.0000  star",
            "== nobody",
            "vaccel-echo: cannot reach an agent at virtio-poll://#2047",
            "== twice",
            "vaccel-echo: virtio-poll device 0000:00:",
            "64 bytes: median",
            "== the kernel's again",
            "64 bytes: median");
    assertEquals(starts.size(), lines.size(), said);
    for (int i = 0; i < starts.size(); i++) {
      assertTrue(lines.get(i).startsWith(starts.get(i)), said);
    }
    assertTrue(lines.get(4).contains("the kernel's driver has it"), said);
    assertTrue(lines.get(10).contains("nobody listens"), said);
    assertTrue(lines.get(12).contains("another process has it"), said);
    System.out.println("vsock:       " + lines.get(1));
    System.out.println("virtio-poll: " + lines.get(6));
  }
}
