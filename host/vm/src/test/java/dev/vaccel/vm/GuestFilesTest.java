package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels, tools and images: what is found and what is made of it. */
class GuestFilesTest {
  @TempDir Path directory;

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  private GuestKernel kernel() throws IOException {
    file("vmlinuz");
    file("busybox");
    file("vsock.ko");
    file("virtio.ko");
    return GuestKernel.in(directory, Architecture.AARCH64);
  }

  @Test
  void aKernelHasTheModulesThatAreThereInOrder() throws IOException {
    GuestKernel kernel = kernel();
    assertEquals(
        List.of(directory.resolve("virtio.ko"), directory.resolve("vsock.ko")), kernel.modules());
    assertEquals(directory.resolve("busybox"), kernel.busybox());
  }

  @Test
  void aMissingKernelIsToldOfWithTheCommandThatGetsIt() {
    ConfigException missing =
        assertThrows(ConfigException.class, () -> GuestKernel.in(directory, Architecture.AARCH64));
    assertTrue(
        missing.toString().endsWith("run tools/fetch-guest-kernel --arch arm64"),
        missing.getMessage());
  }

  @Test
  void aMissingBusyboxOfAnotherArchitectureIsToldOf() throws IOException {
    file("vmlinuz");
    Architecture other =
        Architecture.ofThisMachine() == Architecture.X86_64
            ? Architecture.AARCH64
            : Architecture.X86_64;
    ConfigException missing =
        assertThrows(ConfigException.class, () -> GuestKernel.in(directory, other));
    assertTrue(missing.toString().contains("busybox"), missing.getMessage());
  }

  @Test
  void anImageHasBusyboxModulesAndAnInitThatLoadsThem() throws IOException {
    Initramfs image = GuestImage.create(kernel());
    GuestImage.startWith(image, "echo started");
    Path written = directory.resolve("image");
    image.write(written);
    CpioArchive entries = CpioArchive.read(Files.readAllBytes(written));
    assertEquals("busybox", entries.get("bin/busybox").text());
    assertEquals("virtio.ko", entries.get("modules/virtio.ko").text());
    assertEquals("echo started\n", entries.get("vaccel/start").text());
    String init = entries.get("init").text();
    assertTrue(init.startsWith("#!/bin/busybox sh\n"), init);
    assertTrue(
        init.contains("insmod /modules/virtio.ko\n/bin/busybox insmod /modules/vsock.ko\n"), init);
    for (String place : List.of("dev", "proc", "sys", "tmp")) {
      assertEquals(0040755, entries.get(place).mode(), place);
    }
  }

  @Test
  void toolsComeFromTheCloneOrTheDirectoryThatIsNamed() throws IOException {
    file("root/guest/c/target/aarch64/bin/vaccel-classify");
    file("root/guest/c/target/aarch64/bin/other");
    file("named/vaccel-exec");
    Optional<Path> root = Optional.of(directory.resolve("root"));
    GuestTools built = GuestTools.find(Architecture.AARCH64, Optional.empty(), root);
    Initramfs image = new Initramfs();
    built.addTo(image);
    assertEquals(List.of("/bin", "/bin/vaccel-classify"), image.names());
    assertEquals("", built.missing());
    GuestTools named =
        GuestTools.find(Architecture.AARCH64, Optional.of(directory.resolve("named")), root);
    assertEquals(List.of(directory.resolve("named/vaccel-exec")), named.programs());
  }

  @Test
  void missingToolsAreToldOfWithTheCommandThatBuildsThem() throws IOException {
    String build = "make -C guest/c tools ARCH=x86_64";
    for (Optional<Path> root : List.of(Optional.of(directory), Optional.<Path>empty())) {
      GuestTools none = GuestTools.find(Architecture.X86_64, Optional.empty(), root);
      assertEquals(List.of(), none.programs());
      assertTrue(none.missing().contains(build), none.missing());
    }
  }

  @Test
  void kvmIsTriedWithAKernel() throws IOException {
    GuestKernel kernel = kernel();
    Path speaks = script("speaks", "echo 'SeaBIOS'; echo 'Linux version 6.1'; exec sleep 1000");
    assertEquals(Optional.empty(), KvmCheck.boot(speaks, kernel));
    Path refuses = script("refuses", "echo 'MSR 0x38f: Operation not permitted' >&2; exit 1");
    assertEquals(
        Optional.of("a kernel does not boot with it: MSR 0x38f: Operation not permitted"),
        KvmCheck.boot(refuses, kernel));
  }

  private Path script(String name, String line) throws IOException {
    Path script = file(name);
    Files.writeString(script, "#!/bin/sh\n" + line + "\n");
    return script;
  }
}
