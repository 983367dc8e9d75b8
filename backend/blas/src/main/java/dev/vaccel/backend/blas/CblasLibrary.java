package dev.vaccel.backend.blas;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.NoSuchElementException;

/**
 * A loaded CBLAS library.
 *
 * @param sgemm address of {@code cblas_sgemm}
 * @param dgemm address of {@code cblas_dgemm}
 * @param version what it is, for listings
 */
record CblasLibrary(MemorySegment sgemm, MemorySegment dgemm, String version) {
  /**
   * Finds the functions and fixes the number of threads.
   *
   * @param name file name or path it was loaded by
   * @param threads threads for one product; only OpenBLAS has this setting
   * @throws NoSuchElementException if it has no {@code cblas_sgemm} or {@code cblas_dgemm}
   */
  static CblasLibrary of(SymbolLookup symbols, String name, int threads) {
    MemorySegment sgemm = symbols.findOrThrow("cblas_sgemm");
    MemorySegment dgemm = symbols.findOrThrow("cblas_dgemm");
    var setNumThreads = symbols.find("openblas_set_num_threads");
    var config = symbols.find("openblas_get_config");
    if (setNumThreads.isEmpty() || config.isEmpty()) {
      return new CblasLibrary(sgemm, dgemm, "CBLAS (" + name + ", its own number of threads)");
    }
    // One thread for each product by default, because many sessions compute at once: threads of one
    // library that wait for each other by spinning were seen 400 times slower (0.3 GFLOP/s at
    // n=128)
    // beside other load. Process-global: the last back end that opens decides.
    BlasBindings.setNumThreads(setNumThreads.get(), threads);
    String[] words = BlasBindings.config(config.get()).split(" ", 3);
    String version = words.length > 1 ? words[0] + " " + words[1] : words[0];
    return new CblasLibrary(
        sgemm,
        dgemm,
        version + " (" + name + ", " + threads + (threads == 1 ? " thread)" : " threads)"));
  }
}
