package dev.vaccel.backend.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * The functions of libturbojpeg that decoding needs. Source: turbojpeg.h of libjpeg-turbo 2.1.5;
 * version 3 keeps them. {@code unsigned long} has 64 bits on every 64-bit system but Windows.
 */
@SuppressWarnings("restricted") // the one class of this module that calls native code
final class TurboJpegBindings {
  /** The same file name in versions 1.2 to 3. */
  static final String LIBRARY = "libturbojpeg.so.0";

  /** TJPF_RGB, bytes in this order. */
  static final int RGB = 0;

  /** TJPF_GRAY. */
  static final int GRAY = 6;

  /** TJPF_CMYK, also of YCCK. */
  static final int CMYK = 11;

  /** TJFLAG_STOPONWARNING, since 2.0; older ones ignore it. */
  static final int STOP_ON_WARNING = 8192;

  private static final Linker LINKER = Linker.nativeLinker();

  private final MethodHandle initDecompress;
  private final MethodHandle decompress;
  private final MethodHandle destroy;

  private TurboJpegBindings(SymbolLookup symbols) {
    // tjhandle tjInitDecompress(void)
    initDecompress =
        LINKER.downcallHandle(
            symbols.findOrThrow("tjInitDecompress"), FunctionDescriptor.of(ADDRESS));
    // int tjDecompress2(tjhandle, const unsigned char *jpegBuf, unsigned long jpegSize,
    //     unsigned char *dstBuf, int width, int pitch, int height, int pixelFormat, int flags)
    decompress =
        LINKER.downcallHandle(
            symbols.findOrThrow("tjDecompress2"),
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT));
    // int tjDestroy(tjhandle)
    destroy =
        LINKER.downcallHandle(
            symbols.findOrThrow("tjDestroy"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  /**
   * Loads the library, for as long as the process lives.
   *
   * @throws IllegalArgumentException if there is none
   * @throws NoSuchElementException if it is another one of that name
   * @throws IllegalCallerException if this module may not call native code
   */
  static TurboJpegBindings load() {
    return new TurboJpegBindings(SymbolLookup.libraryLookup(LIBRARY, Arena.global()));
  }

  /** A decoder for one thread at a time; null address: no memory. */
  MemorySegment initDecompress() {
    try {
      return (MemorySegment) initDecompress.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Decodes, reduced to fit the given size; 0 if all went well. */
  int decompress(
      MemorySegment handle,
      MemorySegment jpeg,
      MemorySegment target,
      int width,
      int pitch,
      int height,
      int pixelFormat,
      int flags) {
    try {
      return (int)
          decompress.invokeExact(
              handle, jpeg, jpeg.byteSize(), target, width, pitch, height, pixelFormat, flags);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void destroy(MemorySegment handle) {
    try {
      int _ = (int) destroy.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A handle of the right type throws only what the JVM itself throws. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
