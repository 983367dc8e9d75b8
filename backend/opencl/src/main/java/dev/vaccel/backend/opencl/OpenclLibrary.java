package dev.vaccel.backend.opencl;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Loads OpenCL's loader, once what drivers would do to a JVM has been prevented. */
final class OpenclLibrary {
  /** The unversioned name comes with development packages only. */
  static final String NAME = "libOpenCL.so.1";

  // Where ocl-icd and Khronos' loader look for drivers, and what tells them to look elsewhere.
  private static final Path VENDORS = Path.of("/etc/OpenCL/vendors");
  private static final List<String> VENDOR_VARIABLES =
      List.of("OCL_ICD_VENDORS", "OCL_ICD_FILENAMES", "OPENCL_VENDOR_PATH");

  private static final Linker LINKER = Linker.nativeLinker();
  private static boolean ready;

  private OpenclLibrary() {}

  /**
   * Loads the library. Stays loaded: drivers have threads.
   *
   * @param hostsJava false in a process that runs nothing but programs
   * @throws dev.vaccel.api.UnsupportedException if there is none, or native access is denied
   */
  @SuppressWarnings("restricted")
  static synchronized void require(boolean hostsJava) {
    if (ready) {
      return;
    }
    try {
      if (hostsJava) {
        keepOwnSignals();
      }
      SymbolLookup.libraryLookup(NAME, Arena.global());
      ready = true;
    } catch (IllegalCallerException e) {
      throw OpenclErrors.noNativeAccess(e);
    } catch (IllegalArgumentException e) {
      throw OpenclErrors.noLibrary(e);
    }
  }

  /** Whether the loader has drivers to look for; it says so without loading them. */
  static boolean namesDrivers() {
    for (String variable : VENDOR_VARIABLES) {
      if (System.getenv(variable) != null) {
        return true;
      }
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(VENDORS, "*.icd")) {
      return files.iterator().hasNext();
    } catch (IOException _) {
      return false;
    }
  }

  /** Makes standard output another name of the error output. */
  @SuppressWarnings("restricted")
  static void sendOutputToErrors() {
    // int dup2(int oldfd, int newfd)
    var dup2 =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      var _ = (int) dup2.invokeExact(2, 1);
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }

  /**
   * PoCL catches SIGFPE, steps over the instruction and hands on nothing. In a JVM that makes
   * {@code 5 / 0} give 5 where it should throw, in all of the process. It reads this variable when
   * it starts.
   */
  @SuppressWarnings("restricted")
  private static void keepOwnSignals() {
    // int setenv(const char *name, const char *value, int overwrite)
    var setenv =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("POCL_SIGFPE_HANDLER");
      var _ = (int) setenv.invokeExact(name, arena.allocateFrom("0"), 1);
    } catch (Throwable e) {
      throw OpenclBindings.unexpected(e);
    }
  }
}
