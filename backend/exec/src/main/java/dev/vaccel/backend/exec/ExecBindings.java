package dev.vaccel.backend.exec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic loader and calls by address. The loader is called directly, not by {@code
 * SymbolLookup.libraryLookup}, because its own words about a failure are worth more than any of
 * ours. They are kept per thread; nothing between two calls here can move a virtual thread to
 * another one. Source: dlfcn.h, POSIX.1-2024; values of glibc and musl.
 */
@SuppressWarnings("restricted") // the one class of this module that calls native code
final class ExecBindings {
  /** Everything is resolved at once: a missing function shows here, not in the middle of a call. */
  private static final int RTLD_NOW = 2;

  /** Symbols of one caller's library do not reach another's. */
  private static final int RTLD_LOCAL = 0;

  /** Symbols reach what is loaded later: dependencies, which upstream loads so. */
  private static final int RTLD_GLOBAL = 0x100;

  /** Longer than any message of the loader: two paths and a sentence. */
  private static final long MESSAGE_BYTES = 16384;

  private static final Linker LINKER = Linker.nativeLinker();
  // void *dlopen(const char *file, int mode)
  private static final MethodHandle DLOPEN =
      handle("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  // void *dlsym(void *handle, const char *name)
  private static final MethodHandle DLSYM =
      handle("dlsym", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  // int dlclose(void *handle)
  private static final MethodHandle DLCLOSE =
      handle("dlclose", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  // char *dlerror(void)
  private static final MethodHandle DLERROR = handle("dlerror", FunctionDescriptor.of(ADDRESS));

  private ExecBindings() {}

  /** A handle of the loader; address 0 if it failed. */
  static MemorySegment open(String path, boolean globalSymbols) {
    int mode = RTLD_NOW | (globalSymbols ? RTLD_GLOBAL : RTLD_LOCAL);
    try (Arena arena = Arena.ofConfined()) {
      return (MemorySegment) DLOPEN.invokeExact(arena.allocateFrom(path), mode);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Why the last call on this thread failed. */
  static String lastError() {
    try {
      var text = (MemorySegment) DLERROR.invokeExact();
      // NUL-terminated, in the loader's own memory until its next call on this thread.
      return text.address() == 0 ? "unknown reason" : text.reinterpret(MESSAGE_BYTES).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Address of a symbol; 0 if there is none. */
  static MemorySegment symbol(MemorySegment handle, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (MemorySegment) DLSYM.invokeExact(handle, arena.allocateFrom(name));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(MemorySegment handle) {
    try {
      var _ = (int) DLCLOSE.invokeExact(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A handle of type (Object[])Object, so that one call site does for every signature. */
  static MethodHandle function(MemorySegment address, FunctionDescriptor descriptor) {
    MethodHandle handle = LINKER.downcallHandle(address, descriptor);
    return handle
        .asType(handle.type().generic())
        .asSpreader(Object[].class, handle.type().parameterCount());
  }

  /** Calls a handle of {@link #function}; null from a void function. */
  static @Nullable Object call(MethodHandle function, Object[] values) {
    try {
      return (Object) function.invokeExact(values);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  /** A handle of the right type throws only what the JVM itself throws. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException exception ? exception : new IllegalStateException(e);
  }
}
