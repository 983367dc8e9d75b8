package dev.vaccel.cli;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of further JVMs that run parts of this program. */
final class ChildJvm {
  private static final List<String> NATIVE_ACCESS =
      List.of(
          "dev.vaccel.posix",
          "dev.vaccel.backend.blas",
          "dev.vaccel.backend.exec",
          "dev.vaccel.backend.onnx",
          "dev.vaccel.backend.tensorflow",
          "dev.vaccel.backend.pytorch",
          "dev.vaccel.backend.opencl",
          "dev.vaccel.backend.tflite",
          "dev.vaccel.backend.image",
          "com.microsoft.onnxruntime");

  private ChildJvm() {}

  /** A JVM that runs {@code vaccel} with these arguments, as the launcher starts it. */
  static List<String> vaccel(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(common());
    // As the launcher's options for a server; its start-up cache fits them only.
    command.add("-XX:+UseParallelGC");
    String home = System.getProperty("vaccel.home");
    if (home != null) {
      Path cache = Path.of(home, "server.aot");
      if (Files.isRegularFile(cache)) {
        command.add("-XX:AOTCache=" + cache);
      }
    }
    for (String name : new String[] {"vaccel.home", "vaccel.launcher", "vaccel.models"}) {
      String value = System.getProperty(name);
      if (value != null) {
        command.add("-D" + name + "=" + value);
      }
    }
    List<String> known = new ArrayList<>();
    for (String module : NATIVE_ACCESS) {
      if (ModuleLayer.boot().findModule(module).isPresent()) {
        known.add(module);
      }
    }
    if (!known.isEmpty()) {
      command.add("--enable-native-access=" + String.join(",", known));
    }
    String modulePath = System.getProperty("jdk.module.path");
    if (Main.class.getModule().isNamed() && modulePath != null) {
      command.addAll(List.of("-p", modulePath));
      // Jars that are no modules, where a build or an application keeps them apart.
      String classPath = System.getProperty("java.class.path", "");
      if (!classPath.isEmpty()) {
        command.addAll(List.of("-cp", classPath));
      }
      command.addAll(List.of("-m", "dev.vaccel.cli/" + Main.class.getName()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Main.class.getName());
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /** A JVM that runs a class of a class path that holds these places and nothing else. */
  static List<String> classPath(List<Path> places, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(common());
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(String.join(File.pathSeparator, places.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  /** The jar or directory of a module on our module path. */
  static Path place(String module) throws IOException {
    URI location =
        ModuleLayer.boot()
            .configuration()
            .findModule(module)
            .flatMap(found -> found.reference().location())
            .or(() -> onModulePath(module))
            .orElseThrow(
                () -> Failure.failed("module " + module + " is not on the module path; rebuild"));
    return Path.of(location);
  }

  // Modules that nothing here requires are not in the boot layer.
  private static java.util.Optional<URI> onModulePath(String module) {
    String path = System.getProperty("jdk.module.path", "");
    Path[] places =
        java.util.Arrays.stream(path.split(File.pathSeparator))
            .filter(place -> !place.isEmpty())
            .map(Path::of)
            .toArray(Path[]::new);
    return java.lang.module.ModuleFinder.of(places)
        .find(module)
        .flatMap(java.lang.module.ModuleReference::location);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> common() {
    return List.of("-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr");
  }
}
