package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Firecracker and Cloud Hypervisor are told, and what becomes of their answers. */
class HybridVmmTest {
  private static final Path PROGRAM = Path.of("/opt/vmm");
  private static final Patience PATIENCE = Patience.of(30, () -> true);

  @TempDir Path directory;

  private MachineSpec machine(Architecture architecture) {
    return new MachineSpec(
        architecture,
        Path.of("/k \"1\""),
        Path.of("/initrd\\ü"),
        300,
        2,
        directory.resolve("vsock"));
  }

  private Path control() {
    return directory.resolve("control");
  }

  private List<FakeVmm.Request> boot(Vmm vmm, Architecture architecture) throws IOException {
    try (FakeVmm fake = FakeVmm.at(control(), _ -> FakeVmm.NO_CONTENT)) {
      vmm.boot(machine(architecture), control(), PATIENCE);
      return fake.requests();
    }
  }

  private static void assertJson(String expected, String actual) {
    assertEquals(JsonParser.parseString(expected), JsonParser.parseString(actual));
  }

  @Test
  void firecrackerIsToldEverythingInOrder() throws IOException {
    List<FakeVmm.Request> requests = boot(new Firecracker(PROGRAM), Architecture.X86_64);
    assertEquals(
        List.of(
            "PUT /machine-config HTTP/1.1",
            "PUT /boot-source HTTP/1.1",
            "PUT /vsock HTTP/1.1",
            "PUT /actions HTTP/1.1"),
        requests.stream().map(FakeVmm.Request::line).toList());
    assertJson("{'vcpu_count': 2, 'mem_size_mib': 300, 'smt': false}", requests.get(0).body());
    assertJson(
        """
        {"kernel_image_path": "/k \\"1\\"", "initrd_path": "/initrd\\\\ü",
         "boot_args": "console=ttyS0 panic=-1 quiet loglevel=0 vaccel=run reboot=k pci=off i8042.noaux \
        i8042.nomux i8042.dumbkbd"}
        """,
        requests.get(1).body());
    assertJson(
        "{'guest_cid': 3, 'uds_path': '" + directory.resolve("vsock") + "'}",
        requests.get(2).body());
    assertJson("{'action_type': 'InstanceStart'}", requests.get(3).body());
    for (FakeVmm.Request request : requests) {
      assertTrue(request.headers().contains("host: localhost"), request.toString());
      assertTrue(request.headers().contains("content-type: application/json"), request.toString());
      assertTrue(request.headers().contains("accept: application/json"), request.toString());
    }
  }

  @Test
  void firecrackerOnArmHasNoKeyboardController() throws IOException {
    String body = boot(new Firecracker(PROGRAM), Architecture.AARCH64).get(1).body();
    assertEquals(
        "console=ttyS0 panic=-1 quiet loglevel=0 vaccel=run",
        JsonParser.parseString(body).getAsJsonObject().get("boot_args").getAsString());
  }

  @Test
  void cloudHypervisorIsToldEverythingInOrder() throws IOException {
    List<FakeVmm.Request> requests = boot(new CloudHypervisor(PROGRAM), Architecture.X86_64);
    assertEquals(
        List.of("PUT /api/v1/vm.create HTTP/1.1", "PUT /api/v1/vm.boot HTTP/1.1"),
        requests.stream().map(FakeVmm.Request::line).toList());
    assertJson(
        """
        {"cpus": {"boot_vcpus": 2, "max_vcpus": 2}, "memory": {"size": 314572800},
         "payload": {"kernel": "/k \\"1\\"", "initramfs": "/initrd\\\\ü",
                     "cmdline": "console=ttyS0 panic=-1 quiet loglevel=0 vaccel=run"},
         "vsock": {"cid": 3, "socket": "%s"},
         "serial": {"mode": "Tty"}, "console": {"mode": "Off"}}
        """
            .formatted(directory.resolve("vsock")),
        requests.getFirst().body());
    assertEquals("", requests.getLast().body());
    assertTrue(requests.getLast().headers().contains("content-length: 0"));
  }

  @Test
  void cloudHypervisorOnArmHasAnotherConsole() throws IOException {
    String body = boot(new CloudHypervisor(PROGRAM), Architecture.AARCH64).getFirst().body();
    assertTrue(body.contains("\"cmdline\":\"console=ttyAMA0 panic=-1"), body);
  }

  @Test
  void theyAreStartedWithAControlSocketAndTheirLogElsewhere() {
    MachineSpec machine = machine(Architecture.X86_64);
    assertEquals(
        List.of(
            "/opt/vmm",
            "--api-sock",
            control().toString(),
            "--log-path",
            "/dev/stderr",
            "--level",
            "Warning"),
        new Firecracker(PROGRAM).command(machine, control()));
    assertEquals(
        List.of("/opt/vmm", "--api-socket", control().toString()),
        new CloudHypervisor(PROGRAM).command(machine, control()));
  }

  private String refusal(Function<FakeVmm.Request, String> answers, Patience patience)
      throws IOException {
    try (FakeVmm _ = FakeVmm.at(control(), answers)) {
      IOException failure =
          assertThrows(
              IOException.class,
              () ->
                  new Firecracker(PROGRAM).boot(machine(Architecture.X86_64), control(), patience));
      return String.valueOf(failure.getMessage());
    }
  }

  private static String answer(String status, String body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/machine-config", "/boot-source", "/vsock", "/actions"})
  void aRefusalIsToldInTheVmmsWordsWhicheverRequestItIs(String path) throws IOException {
    String told =
        refusal(
            request ->
                request.line().contains(path)
                    ? answer(
                        "400 Bad Request",
                        "{\"fault_message\": \"Cannot open \\\"x\\\":\\n no such file\"}")
                    : FakeVmm.NO_CONTENT,
            PATIENCE);
    assertEquals("Firecracker refused " + path + " (400): Cannot open \"x\":  no such file", told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 500 Oops~Content-Length: 5~~a b c | refused /machine-config (500): a b c",
        "HTTP/1.1 404 Not Found~~ | refused /machine-config (404)",
        "SSH-2.0-x~~ | was answered with 'SSH-2.0-x', expected HTTP/1.1",
        "HTTP/1.1 400 Bad~Content-Length: 999999~~ | Content-Length '999999'",
        "HTTP/1.1 400 Bad~Content-Length: -1~~ | Content-Length '-1'",
        "HTTP/1.1 400 Bad~Content-Length: 9~~short | closed within an answer",
        "HTTP/1.1 4 | closed within an answer",
      })
  void anAnswerThatIsNoneIsAnError(String answer, String told) throws IOException {
    String refusal = refusal(_ -> answer.replace("~", "\r\n"), PATIENCE);
    assertTrue(refusal.contains(told), refusal);
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws IOException {
    String refusal = refusal(_ -> "HTTP/1.1 204 " + "x".repeat(100_000), PATIENCE);
    assertTrue(refusal.contains("longer than"), refusal);
  }

  @Test
  void noAnswerIsWaitedForOnlySoLong() throws IOException {
    String refusal = refusal(_ -> "", Patience.of(0, () -> true));
    assertTrue(refusal.contains("no answer in time"), refusal);
  }

  @Test
  void aVmmThatEndsIsNotWaitedFor() {
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                new Firecracker(PROGRAM)
                    .boot(machine(Architecture.X86_64), control(), Patience.of(30, () -> false)));
    assertTrue(failure.toString().contains("has ended"), failure.getMessage());
  }
}
