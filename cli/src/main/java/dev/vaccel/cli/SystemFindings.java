package dev.vaccel.cli;

import dev.vaccel.api.ConfigException;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.KvmCheck;
import dev.vaccel.vm.VmmPrograms;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@code vaccel doctor} finds out about JVM, kernel and limits. */
final class SystemFindings {
  private static final int JDK = 25;
  private static final long ENOUGH_FILES = 4096;
  private static final long ENOUGH_DISK_BYTES = 1L << 30;
  private static final List<String> NATIVE_MODULES =
      List.of(
          "dev.vaccel.posix",
          "dev.vaccel.backend.blas",
          "dev.vaccel.backend.exec",
          "dev.vaccel.backend.opencl",
          "dev.vaccel.backend.tflite",
          "dev.vaccel.backend.tensorflow",
          "dev.vaccel.backend.pytorch",
          "dev.vaccel.backend.image",
          "com.microsoft.onnxruntime");

  private SystemFindings() {}

  static List<Finding> all() {
    return List.of(jdk(), nativeAccess(), memory(), openFiles(), temporaryFolder(), kvm());
  }

  private static Finding jdk() {
    int feature = Runtime.version().feature();
    String found = Runtime.version() + " in " + System.getProperty("java.home");
    return feature == JDK
        ? Finding.ok("JDK", found)
        : Finding.warn("JDK", found, "this was built for and tested with JDK " + JDK);
  }

  private static Finding nativeAccess() {
    List<String> missing = new ArrayList<>();
    for (String name : NATIVE_MODULES) {
      boolean denied =
          ModuleLayer.boot().findModule(name).map(m -> !m.isNativeAccessEnabled()).orElse(false);
      if (denied) {
        missing.add(name);
      }
    }
    return missing.isEmpty()
        ? Finding.ok("native access", "allowed where it is needed")
        : Finding.fail(
            "native access",
            "not allowed for " + String.join(", ", missing),
            "start the JVM with --enable-native-access=" + String.join(",", missing));
  }

  private static Finding memory() {
    Runtime runtime = Runtime.getRuntime();
    return Finding.ok(
        "CPU and heap",
        runtime.availableProcessors()
            + " CPUs, heap up to "
            + ByteSize.format(runtime.maxMemory()));
  }

  private static Finding openFiles() {
    OptionalLong limit = OpenFiles.limit();
    if (limit.isEmpty()) {
      return Finding.warn("open files", "limit not known", "look with ulimit -n");
    }
    long soft = limit.getAsLong();
    String found = "limit " + (soft == Long.MAX_VALUE ? "unlimited" : soft);
    return soft >= ENOUGH_FILES
        ? Finding.ok("open files", found)
        : Finding.warn(
            "open files",
            found + ", an agent needs one for each connection",
            "ulimit -n " + ENOUGH_FILES + ", or LimitNOFILE= in a systemd unit");
  }

  private static Finding temporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      String found = folder + " has " + ByteSize.format(free) + " free";
      if (!Files.isWritable(folder)) {
        return Finding.fail(
            "temporary folder", folder + " cannot be written", "choose another: -Djava.io.tmpdir=");
      }
      return free >= ENOUGH_DISK_BYTES
          ? Finding.ok("temporary folder", found)
          : Finding.warn(
              "temporary folder", found, "give the agent's store another place: --store DIR");
    } catch (IOException e) {
      return Finding.fail(
          "temporary folder",
          ErrorReport.message(e),
          "choose one that exists: VACCEL_JAVA_OPTIONS=-Djava.io.tmpdir=DIR");
    }
  }

  /** Whether microVMs can be started here: opening the device is what a VMM does first. */
  private static Finding kvm() {
    Path device = Path.of("/dev/kvm");
    if (!Files.exists(device)) {
      return Finding.warn(
          "KVM",
          "/dev/kvm does not exist: microVMs run slowly, by emulation",
          "load kvm_intel or kvm_amd, or allow nested virtualisation in the host");
    }
    try (FileChannel _ =
        FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return tried();
    } catch (IOException e) {
      return Finding.warn(
          "KVM",
          "/dev/kvm cannot be used: " + ErrorReport.message(e),
          "add this user to group kvm");
    }
  }

  /** Whether a guest's kernel boots with it, where there is what that takes. */
  private static Finding tried() {
    Optional<String> fault;
    try {
      GuestKernel kernel = GuestKernel.find(Architecture.ofThisMachine());
      fault = KvmCheck.fault(VmmPrograms.qemu(kernel.architecture()), kernel);
    } catch (ConfigException _) {
      return Finding.ok("KVM", "/dev/kvm can be opened");
    }
    return fault
        .map(
            why ->
                Finding.warn(
                    "KVM",
                    why + ": microVMs run slowly, by emulation",
                    "a host whose hypervisor passes virtualisation on"))
        .orElseGet(() -> Finding.ok("KVM", "a kernel boots with it"));
  }
}
