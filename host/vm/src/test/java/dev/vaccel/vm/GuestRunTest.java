package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of commands in machines that shell scripts play. */
class GuestRunTest {
  private static final String FOR_EVER = "exec sleep 1000\n";

  @TempDir Path directory;
  private final GuestCommand command = GuestCommand.of(List.of("true"), Map.of());
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  private Path control() {
    return directory.resolve("control");
  }

  private Path script(String lines) throws IOException {
    Path script = Files.writeString(directory.resolve("vmm"), "#!/bin/sh\n" + lines);
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  private GuestRun start(Vmm vmm, GuestOutput to) throws IOException {
    MachineSpec machine =
        new MachineSpec(
            Architecture.X86_64,
            Path.of("/kernel"),
            Path.of("/initramfs"),
            128,
            1,
            directory.resolve("vsock"));
    return GuestRun.start(vmm, machine, command, control(), to);
  }

  private GuestRun start(String lines) throws IOException {
    return start(
        new Qemu(script(lines), Accelerator.TCG),
        (bytes, offset, length) -> {
          synchronized (output) {
            output.write(bytes, offset, length);
          }
        });
  }

  private String begin() {
    return "printf '\\036vaccel %s begin\\n' " + command.token() + "\n";
  }

  private String end(int code) {
    return "printf '\\036vaccel %s end %d\\n' " + command.token() + " " + code + "\n";
  }

  private String output() {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void theCommandsOutputAndExitCodeComeOut() throws Exception {
    ProcessHandle vmm;
    try (GuestRun run = start("echo boot\n" + begin() + "echo hello\n" + end(3) + FOR_EVER)) {
      vmm = ProcessHandle.of(run.pid()).orElseThrow();
      assertEquals(new GuestOutcome.Ended(3), run.await(60, 0));
      assertEquals("hello\n", output());
      assertTrue(run.bootNs().getAsLong() > 0);
    }
    assertFalse(vmm.isAlive(), "the machine ends with its run");
  }

  @Test
  void theConsoleHearsWhatItIsTold() throws Exception {
    try (GuestRun run =
        start(begin() + "read -r a; read -r b; echo \"$b $a\"\n" + end(0) + FOR_EVER)) {
      run.say("first");
      run.say("then: *\\");
      assertEquals(new GuestOutcome.Ended(0), run.await(60, 0));
      assertEquals("then: *\\ first\n", output());
    }
    assertEquals(List.of("vmm"), List.of(directory.toFile().list()));
  }

  @Test
  void outputPassesBeforeTheCommandEnds() throws Exception {
    try (GuestRun run = start(begin() + "echo early\n" + FOR_EVER)) {
      Deadline.await("the output is there", () -> output().equals("early\n"));
      run.stop("enough");
      assertEquals(new GuestOutcome.Stopped("enough"), run.await(60, 0));
    }
  }

  @Test
  void aVmmThatEndsAtOnceIsToldOfInItsOwnWords() throws Exception {
    try (GuestRun run = start("echo 'cannot open /x' >&2; exit 7\n")) {
      GuestOutcome.MachineEnded ended =
          assertInstanceOf(GuestOutcome.MachineEnded.class, run.await(60, 0));
      assertEquals(
          "the virtual machine ended before its command began (QEMU ended with exit code 7), QEMU"
              + " said: cannot open /x",
          ended.why());
      assertTrue(run.bootNs().isEmpty());
    }
  }

  @Test
  void aMachineThatDiesIsToldOfWithItsLastLines() throws Exception {
    try (GuestRun run = start(begin() + "echo half; echo 'Kernel panic'; kill -KILL $$\n")) {
      GuestOutcome.MachineEnded ended =
          assertInstanceOf(GuestOutcome.MachineEnded.class, run.await(60, 0));
      assertEquals(
          "the virtual machine ended before its command did (QEMU was ended by signal 9), its"
              + " console said last: half | Kernel panic",
          ended.why());
    }
  }

  @Test
  void aRestartedGuestHasLostItsCommand() throws Exception {
    try (GuestRun run = start(begin() + "echo panic\n" + begin() + FOR_EVER)) {
      assertInstanceOf(GuestOutcome.MachineEnded.class, run.await(60, 0));
    }
  }

  @Test
  void aGuestThatDoesNotBeginIsStopped() throws Exception {
    try (GuestRun run = start("echo stuck\n" + FOR_EVER)) {
      GuestOutcome.TimedOut late = assertInstanceOf(GuestOutcome.TimedOut.class, run.await(1, 0));
      assertTrue(late.why().endsWith("within 1 s, its console said last: stuck"), late.why());
    }
  }

  @Test
  void aCommandThatTakesTooLongIsStopped() throws Exception {
    try (GuestRun run = start(begin() + FOR_EVER)) {
      assertEquals(new GuestOutcome.TimedOut("not done after 1 s, stopped"), run.await(60, 1));
    }
  }

  @Test
  void theAgentsEndEndsTheRun() throws Exception {
    try (GuestRun run = start(begin() + FOR_EVER)) {
      run.deviceLost("the agent is gone");
      assertEquals(new GuestOutcome.DeviceLost("the agent is gone"), run.await(60, 0));
    }
  }

  @Test
  void qemuIsAskedWhetherTheAgentIsThere() throws Exception {
    try (GuestRun run = start(begin() + FOR_EVER);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(control()));
      Background<Boolean> monitor =
          Background.run(
              () -> {
                answer(server, "{\"filename\": \"unix:\", \"label\": \"vsock\"}");
                answer(server, "{\"filename\": \"disconnected:unix:/x\", \"label\": \"vsock\"}");
              });
      assertEquals(
          new GuestOutcome.DeviceLost("the agent left the guest's device"), run.await(60, 0));
      monitor.await();
    }
  }

  private static void answer(ServerSocketChannel server, String device) throws IOException {
    try (SocketChannel channel = server.accept()) {
      say(channel, "{\"QMP\": {}}");
      hear(channel, "qmp_capabilities");
      say(channel, "{\"event\": \"RESUME\"}");
      say(channel, "{\"return\": {}}");
      hear(channel, "query-chardev");
      say(channel, "{\"return\": [" + device + "]}");
    }
  }

  private static void say(SocketChannel channel, String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.US_ASCII)));
  }

  private static void hear(SocketChannel channel, String what) throws IOException {
    ByteBuffer heard = ByteBuffer.allocate(100);
    channel.read(heard);
    assertEquals(
        "{\"execute\":\"" + what + "\"}\n",
        new String(heard.array(), 0, heard.position(), StandardCharsets.US_ASCII));
  }

  @Test
  void firecrackerRunsACommandToo() throws Exception {
    Firecracker firecracker = new Firecracker(script(begin() + "echo hi\n" + end(0) + FOR_EVER));
    try (GuestRun run = start(firecracker, output::write);
        FakeVmm fake = FakeVmm.at(control(), _ -> FakeVmm.NO_CONTENT)) {
      assertEquals(new GuestOutcome.Ended(0), run.await(60, 0));
      assertEquals("hi\n", output());
      assertEquals(4, fake.requests().size());
    }
  }

  @Test
  void aMachineThatIsRefusedIsAFailure() throws Exception {
    String refusal = "HTTP/1.1 400 Bad\r\nContent-Length: 23\r\n\r\n{\"fault_message\":\"no.\"}";
    try (GuestRun run = start(new Firecracker(script(FOR_EVER)), output::write);
        FakeVmm _ = FakeVmm.at(control(), _ -> refusal)) {
      IOException failure = assertThrows(IOException.class, () -> run.await(60, 0));
      assertEquals("Firecracker refused /machine-config (400): no.", failure.getMessage());
    }
  }

  @Test
  void aVmmThatEndsWithoutTakingRequestsIsToldOfInItsOwnWords() throws Exception {
    Firecracker firecracker = new Firecracker(script("echo 'no /dev/kvm' >&2; exit 1\n"));
    try (GuestRun run = start(firecracker, output::write)) {
      GuestOutcome.MachineEnded ended =
          assertInstanceOf(GuestOutcome.MachineEnded.class, run.await(60, 0));
      assertTrue(ended.why().endsWith("Firecracker said: no /dev/kvm"), ended.why());
    }
  }

  @Test
  void outputThatNobodyTakesStopsTheRun() throws Exception {
    try (GuestRun run =
        start(
            new Qemu(script(begin() + "echo x\n" + FOR_EVER), Accelerator.TCG),
            (_, _, _) -> {
              throw new IOException("closed");
            })) {
      GuestOutcome.Stopped stopped = assertInstanceOf(GuestOutcome.Stopped.class, run.await(60, 0));
      assertTrue(stopped.why().contains("closed"), stopped.why());
    }
  }

  @Test
  void whatIsTooMuchForAPipeComesOutWhole() throws Exception {
    try (GuestRun run = start(begin() + "seq 1 50000\n" + end(0))) {
      assertEquals(new GuestOutcome.Ended(0), run.await(60, 0));
      assertTrue(output().startsWith("1\n2\n") && output().endsWith("\n50000\n"));
    }
  }
}
