package dev.vaccel.backend.pytorch;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads LibTorch into this process, once: it cannot be unloaded. Thread-safe.
 *
 * <p>Of DJL only the class that declares its JNI library's functions is used, in a module layer of
 * its own: nothing of DJL's Java code runs (it would look for updates, download, and send
 * telemetry), and its jars meet nobody else's.
 */
@SuppressWarnings("restricted")
final class PytorchLibrary {
  /** In the order of what needs what. */
  private static final List<String> LIBRARIES =
      List.of(
          "libgomp-98b21ff3.so.1",
          "libc10.so",
          "libtorch_cpu.so",
          "libtorch.so",
          "libdjl_torch.so");

  private static final String ENGINE = "ai.djl.pytorch_engine";
  private static @Nullable PytorchBindings loaded;

  private PytorchLibrary() {}

  /**
   * The process's LibTorch.
   *
   * @param directory where it is installed; what was loaded first counts
   * @param threads threads within one run; what was said first counts
   * @throws UnsupportedException with the reason why it cannot be loaded
   */
  static synchronized PytorchBindings load(Path directory, int threads) {
    if (loaded == null) {
      try {
        // Read when OpenMP is loaded; its own setting would count for one thread alone.
        setEnvironment("OMP_NUM_THREADS", Integer.toString(threads));
        Class<?> inEngine = engineClass(directory);
        PytorchBindings bindings = new PytorchBindings(inEngine);
        for (String library : LIBRARIES) {
          bindings.load(directory.resolve(library).toString());
        }
        loaded = bindings;
      } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
        String hint =
            e instanceof IllegalCallerException
                ? "; start with --enable-native-access=dev.vaccel.backend.pytorch"
                : "; it may be damaged: vaccel backend remove pytorch, then add it again";
        throw new UnsupportedException(
            ErrorCode.NO_BACKEND,
            "back end pytorch: LibTorch in " + directory + " does not load: " + e + hint,
            e);
      }
    }
    return loaded;
  }

  /** The class that declares the JNI library's functions. */
  private static Class<?> engineClass(Path directory)
      throws IOException, ReflectiveOperationException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
      found.forEach(jars::add);
    }
    ModuleLayer boot = ModuleLayer.boot();
    ModuleLayer.Controller layer;
    try {
      ModuleFinder finder = ModuleFinder.of(jars.toArray(Path[]::new));
      Configuration modules =
          boot.configuration()
              .resolve(finder, ModuleFinder.of(), Set.of(ENGINE, "ai.djl.api", "org.slf4j"));
      layer =
          ModuleLayer.defineModulesWithOneLoader(
              modules, List.of(boot), ClassLoader.getPlatformClassLoader());
    } catch (FindException | ResolutionException e) {
      throw new ClassNotFoundException("its jars are not complete: " + e.getMessage(), e);
    }
    // The JNI library asks for a logger when it is loaded; there is none here, which it would say.
    if (System.getProperty("slf4j.internal.verbosity") == null) {
      System.setProperty("slf4j.internal.verbosity", "ERROR");
    }
    Module engine = layer.layer().findModule(ENGINE).orElseThrow();
    layer.enableNativeAccess(engine);
    layer.addOpens(engine, PytorchBindings.PACKAGE, PytorchLibrary.class.getModule());
    PytorchLibrary.class.getModule().addReads(engine);
    return engine.getClassLoader().loadClass(PytorchBindings.PACKAGE + ".PyTorchLibrary");
  }

  // The JVM has no way to change its own environment.
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      int _ =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("setenv"),
                      FunctionDescriptor.of(
                          ValueLayout.JAVA_INT,
                          ValueLayout.ADDRESS,
                          ValueLayout.ADDRESS,
                          ValueLayout.JAVA_INT))
                  .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new AssertionError("a downcall threw a checked exception", failure);
    }
  }
}
