package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Arrows between modules point one way. Each line is what a module may know at run time, the JDK's
 * base aside; a new arrow is a decision, and a change of this table.
 */
class ModuleArrowsTest {
  private static final String OURS = "dev.vaccel.";
  private static final List<String> GUEST =
      List.of("api", "wire", "posix", "runtime", "transport.socket");

  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("api.array", Set.of("api")),
          Map.entry("api.program", Set.of("api")),
          Map.entry("api.crypto", Set.of("api")),
          Map.entry("api.exec", Set.of("api")),
          Map.entry("wire", Set.of("api")),
          Map.entry("posix", Set.of("api")),
          Map.entry("runtime", Set.of("api", "wire")),
          Map.entry("transport.socket", Set.of("api", "posix", "wire")),
          Map.entry("transport.serial", Set.of("api", "posix", "wire")),
          Map.entry("vm", Set.of("api")),
          Map.entry("fetch", Set.of("api", "java.net.http")),
          Map.entry("install", Set.of("api", "backend.tensor", "fetch")),
          Map.entry("virtio", Set.of("api", "posix", "wire")),
          Map.entry("model", Set.of("api", "com.google.gson")),
          Map.entry("modelstore", Set.of("fetch", "model", "runtime", "com.google.gson")),
          Map.entry("agent", Set.of("runtime", "jdk.httpserver")),
          Map.entry("backend.noop", Set.of("api")),
          Map.entry("backend.blas", Set.of("api")),
          Map.entry("backend.tensor", Set.of("api", "model")),
          Map.entry(
              "backend.onnx",
              Set.of("api", "model", "backend.tensor", "com.microsoft.onnxruntime")),
          Map.entry("backend.tensorflow", Set.of("api", "model", "backend.tensor")),
          Map.entry("backend.pytorch", Set.of("api", "model", "backend.tensor")),
          Map.entry("backend.opencl", Set.of("api", "api.array", "api.program")),
          Map.entry("backend.exec", Set.of("api", "api.exec")),
          Map.entry("backend.crypto", Set.of("api", "api.crypto")),
          Map.entry("backend.genop", Set.of("api", "api.array", "api.exec", "codegen")),
          Map.entry("backend.afalg", Set.of("api", "api.crypto", "posix")),
          Map.entry(
              "backend.image",
              Set.of("api", "model", "com.twelvemonkeys.imageio.webp", "java.desktop")),
          Map.entry("backend.tflite", Set.of("api", "model", "backend.tensor")),
          Map.entry(
              "cli",
              Set.of(
                  "agent",
                  "api",
                  "api.crypto",
                  "api.exec",
                  "codegen",
                  "install",
                  "model",
                  "modelstore",
                  "runtime",
                  "vm",
                  "com.google.gson",
                  "info.picocli",
                  "java.desktop",
                  "java.logging",
                  "jdk.management",
                  "jdk.unsupported")),
          Map.entry("codegen", Set.of("com.google.gson", "java.compiler", "jdk.compiler")),
          Map.entry("models", Set.of("java.desktop")),
          Map.entry("examples", Set.of("runtime")),
          Map.entry(
              "testing",
              Set.of(
                  "api",
                  "api.crypto",
                  "wire",
                  "java.logging",
                  "java.desktop",
                  "jdk.httpserver",
                  "jdk.management",
                  "org.junit.jupiter.api")));

  private static Map<String, ModuleDescriptor> modules() {
    Map<String, ModuleDescriptor> found = new TreeMap<>();
    String classPath = System.getProperty("java.class.path");
    for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        try {
          for (ModuleReference module : ModuleFinder.of(path).findAll()) {
            if (module.descriptor().name().startsWith(OURS)) {
              found.put(shortName(module.descriptor().name()), module.descriptor());
            }
          }
        } catch (FindException unnamed) {
          // Somebody else's jar.
        }
      }
    }
    return found;
  }

  private static String shortName(String module) {
    return module.startsWith(OURS) ? module.substring(OURS.length()) : module;
  }

  private static Set<String> knows(ModuleDescriptor module) {
    return module.requires().stream()
        .filter(r -> !r.modifiers().contains(Requires.Modifier.STATIC))
        .map(Requires::name)
        .filter(name -> !name.equals("java.base"))
        .map(ModuleArrowsTest::shortName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyModuleKnowsWhatTheTableSays() {
    Map<String, Set<String>> actual = new TreeMap<>();
    modules().forEach((name, module) -> actual.put(name, knows(module)));
    Map<String, Set<String>> expected = new TreeMap<>();
    ARROWS.forEach((name, known) -> expected.put(name, new TreeSet<>(known)));
    assertEquals(expected, actual);
  }

  @Test
  void aGuestNeedsNothingButItsOwnModulesAndTheJdk() {
    Map<String, ModuleDescriptor> all = modules();
    for (String name : GUEST) {
      ModuleDescriptor module = all.get(name);
      Set<String> foreign = module == null ? Set.of("not found") : knows(module);
      foreign = new TreeSet<>(foreign);
      foreign.removeAll(GUEST);
      assertEquals(Set.of(), foreign, name);
    }
  }
}
