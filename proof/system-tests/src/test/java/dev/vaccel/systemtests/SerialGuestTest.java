package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.GuestBuild.Said;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C client over a serial port: out of a virtual machine, and beside one. */
class SerialGuestTest {
  // A program that is killed in the middle of a packet leaves what the next one has to cope with.
  private static final String COMMANDS =
      """
      /bin/busybox --install -s /bin
      mount -t proc none /proc
      mount -t tmpfs none /tmp
      while ! ls /dev/vport*p1 >/tmp/ports; do usleep 10000; done 2>/tmp/none
      P=serial://$(cat /tmp/ports)
      /tools/vaccel-classify --connect $P --model /shapes /star.png 2>&1
      for i in 1 2 3 4; do
        /tools/vaccel-echo --connect $P --repeat 100000 300000 >/tmp/out 2>&1 & K=$!
        usleep 700000
        kill -9 $K
        wait $K
        /tools/vaccel-echo --connect $P --repeat 5 64 100000 2>&1
      done
      echo all said
      """;

  @TempDir Path directory;

  @Test
  void aGuestWithoutVsockCallsByItsPort() throws Exception {
    Prerequisites.require(
        Architecture.ofThisMachine() == Architecture.X86_64, "needs an x86-64 machine");
    GuestMachine.require(Architecture.X86_64);
    Path tools = GuestBuild.tools(Architecture.X86_64);
    Path models = VaccelProcess.root().resolve("models");
    Path port = directory.resolve("port.sock");
    Path device = directory.resolve("vm.sock");
    Initramfs image =
        GuestImage.create(GuestKernel.find(Architecture.X86_64), COMMANDS)
            .directory("proc")
            .directory("bin")
            .add("tools", tools)
            .add("shapes", models.resolve("shapes"))
            .add("star.png", models.resolve("images/star-1.png"));
    try (AgentProcess _ =
            AgentProcess.start("--listen=serial://" + port, "--listen=vhost-user://" + device);
        GuestMachine machine =
            GuestMachine.start(
                image,
                device,
                List.of(
                    "-chardev",
                    "socket,id=port,path=" + port + ",reconnect=1",
                    "-device",
                    "virtio-serial-pci",
                    "-device",
                    "virtserialport,chardev=port,name=vaccel"),
                directory)) {
      machine.awaitWord("all said");
      String said = machine.console();
      assertTrue(said.contains("/star.png  1.0000  star"), said);
      assertEquals(4, said.split("100000 bytes: median", -1).length - 1, said);
      assertEquals(4, said.split("64 bytes: median", -1).length - 1, said);
    }
  }

  @Test
  void theSocketOfAPortIsAnAddressToo() throws Exception {
    Path echo = GuestBuild.tools(Architecture.ofThisMachine()).resolve("vaccel-echo");
    String address = "serial://" + directory.resolve("port.sock");
    try (AgentProcess agent = AgentProcess.start("--listen=" + address, "--backend=noop")) {
      for (int i = 0; i < 3; i++) {
        Said said =
            GuestBuild.run(
                List.of(echo.toString(), "--connect=" + address, "--repeat=20", "0", "64", "99999"),
                Map.of());
        assertEquals(0, said.exitCode(), said.text());
        assertEquals(3, said.text().lines().count(), said.text());
      }
      agent.awaitCounter("vaccel_sessions", 0);
    }
  }

  @Test
  void whatIsNoPortIsSaid() throws Exception {
    Path echo = GuestBuild.tools(Architecture.ofThisMachine()).resolve("vaccel-echo");
    Said relative = GuestBuild.run(List.of(echo.toString(), "--connect=serial://x"), Map.of());
    assertEquals(2, relative.exitCode(), relative.text());
    Said file =
        GuestBuild.run(List.of(echo.toString(), "--connect=serial:///etc/passwd"), Map.of());
    assertEquals(4, file.exitCode(), file.text());
    assertTrue(file.text().contains("neither a port of virtio-serial nor a socket"), file.text());
    Said none = GuestBuild.run(List.of(echo.toString(), "--connect=serial:///nowhere"), Map.of());
    assertEquals(4, none.exitCode(), none.text());
  }
}
