package dev.vaccel.backend.blas;

import dev.vaccel.api.spi.BackendSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a CBLAS library: the one that the setting {@code library} names; else OpenBLAS of the
 * system; else OpenBLAS in a jar on the class or module path ({@link OpenblasJar}); else none.
 *
 * <p>A library stays loaded until the process ends. OpenBLAS has threads of its own, and unloading
 * their code under them would end the process at once.
 */
final class LibrarySearch {
  /** The setting's value for plain Java. */
  static final String JAVA = "java";

  // Debian's packages provide the first through update-alternatives; the second is what others
  // have.
  private static final List<String> SYSTEM_NAMES = List.of("libopenblas.so.0", "libopenblas.so");
  private static final Module MODULE = LibrarySearch.class.getModule();
  private static final String NO_ACCESS =
      "native access is denied: start java with --enable-native-access="
          + (MODULE.isNamed() ? MODULE.getName() : "ALL-UNNAMED");

  /**
   * What was found.
   *
   * @param library null: compute in plain Java
   * @param version for listings; without a library, why
   */
  record Outcome(@Nullable CblasLibrary library, String version) {
    private static Outcome of(CblasLibrary library) {
      return new Outcome(library, library.version());
    }

    private static Outcome none(String reason) {
      return new Outcome(null, "pure Java (" + reason + ")");
    }
  }

  private LibrarySearch() {}

  static Outcome run(BackendSettings settings) {
    int threads = (int) settings.number("threads", 1, 1, 1024);
    String wanted = settings.text("library", "");
    if (wanted.equals(JAVA)) {
      return Outcome.none("library=java");
    }
    if (!wanted.isEmpty()) {
      return Outcome.of(openWanted(wanted, threads));
    }
    try {
      return search(settings, threads);
    } catch (IllegalCallerException _) {
      return Outcome.none(NO_ACCESS);
    }
  }

  private static CblasLibrary openWanted(String wanted, int threads) {
    try {
      return open(wanted, threads);
    } catch (IllegalCallerException e) {
      throw BlasErrors.unusableLibrary(wanted, NO_ACCESS, e);
    } catch (NoSuchElementException e) {
      throw BlasErrors.unusableLibrary(wanted, "it has no cblas_sgemm and cblas_dgemm", e);
    } catch (IllegalArgumentException e) {
      throw BlasErrors.unusableLibrary(wanted, "it cannot be loaded", e);
    }
  }

  private static Outcome search(BackendSettings settings, int threads) {
    for (String name : SYSTEM_NAMES) {
      try {
        return Outcome.of(open(name, threads));
      } catch (IllegalArgumentException | NoSuchElementException _) {
        // not there, or built without the CBLAS interface
      }
    }
    Optional<OpenblasJar> jar = OpenblasJar.find();
    if (jar.isEmpty()) {
      return Outcome.none("no libopenblas: apt install libopenblas0-pthread");
    }
    try {
      return Outcome.of(openUnpacked(jar.get(), cache(settings), threads));
    } catch (IOException e) {
      return Outcome.none("no libopenblas; " + jar.get().name() + " cannot be unpacked: " + e);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return Outcome.none(
          "no libopenblas; that of " + jar.get().name() + " does not load: " + e.getMessage());
    }
  }

  private static CblasLibrary openUnpacked(OpenblasJar jar, Path cache, int threads)
      throws IOException {
    Path directory = jar.unpack(cache);
    // Loaded first, since the unpacked libgfortran finds its own needs only among what is loaded or
    // installed. The system's copy is preferred: a second libgcc_s in one process is asking for it.
    for (String needed : OpenblasJar.NEEDED) {
      try {
        load(needed);
      } catch (IllegalArgumentException _) {
        load(directory.resolve(needed).toString());
      }
    }
    String path = directory.resolve(OpenblasJar.LIBRARY).toString();
    return CblasLibrary.of(load(path), jar.name(), threads);
  }

  private static CblasLibrary open(String name, int threads) {
    return CblasLibrary.of(load(name), name, threads);
  }

  @SuppressWarnings("restricted") // by name, as dlopen does: see the class comment for its lifetime
  private static SymbolLookup load(String name) {
    return SymbolLookup.libraryLookup(name, Arena.global());
  }

  private static Path cache(BackendSettings settings) {
    String given = settings.text("cache", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    String base = System.getenv("XDG_CACHE_HOME");
    return base == null || base.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "vaccel")
        : Path.of(base, "vaccel");
  }
}
