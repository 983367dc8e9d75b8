package dev.vaccel.backend.exec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions with upstream's signature. One call at a time. */
final class TypedOperations implements TypedExecApi {
  private static final int KEPT_FUNCTIONS = 64;

  /** {@code int f(struct vaccel_arg *, size_t, struct vaccel_arg *, size_t)}. */
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);

  private record FunctionKey(Libraries.Key library, String symbol) {}

  private final Libraries libraries;
  private final ExecSettings settings;
  private final Map<FunctionKey, MethodHandle> functions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FunctionKey, MethodHandle> eldest) {
          return size() > KEPT_FUNCTIONS;
        }
      };

  TypedOperations(Libraries libraries, ExecSettings settings) {
    this.libraries = libraries;
    this.settings = settings;
  }

  @Override
  public List<MemorySegment> call(
      ResourceId library,
      List<ResourceId> dependencies,
      String symbol,
      List<TypedArgument> read,
      List<TypedArgument> write) {
    libraries.requireOpen();
    check(dependencies, symbol, read, write);
    Libraries.Key key = new Libraries.Key(library, List.copyOf(dependencies));
    libraries.requireRegistered(key);
    MethodHandle function = function(new FunctionKey(key, symbol));
    try (Arena arena = Arena.ofConfined()) {
      TypedBuffers reads = new TypedBuffers(arena, symbol, read);
      TypedBuffers writes = new TypedBuffers(arena, symbol, write);
      Object[] values = {
        reads.structs(), (long) read.size(), writes.structs(), (long) write.size()
      };
      Object result = ExecBindings.call(function, values);
      if (!(result instanceof Integer number)) {
        throw new IllegalStateException("result " + result);
      }
      if (number != 0) {
        throw TypedErrors.returned(symbol, number);
      }
      return writes.results();
    }
  }

  private void check(
      List<ResourceId> dependencies,
      String symbol,
      List<TypedArgument> read,
      List<TypedArgument> write) {
    if (symbol.isEmpty() || symbol.indexOf('\0') >= 0) {
      throw ExecErrors.badSymbol(symbol);
    }
    if (dependencies.size() > MAX_DEPENDENCIES) {
      throw TypedErrors.tooMany(symbol, "dependencies", dependencies.size(), MAX_DEPENDENCIES);
    }
    if (read.size() > MAX_ARGUMENTS) {
      throw TypedErrors.tooManyArguments(symbol, "read", read.size());
    }
    if (write.size() > MAX_ARGUMENTS) {
      throw TypedErrors.tooManyArguments(symbol, "write", write.size());
    }
    long bytes = TypedBuffers.check(settings, symbol, "read", read, 0);
    TypedBuffers.check(settings, symbol, "write", write, bytes);
  }

  private MethodHandle function(FunctionKey key) {
    MethodHandle known = functions.get(key);
    if (known != null) {
      return known;
    }
    SharedObject library = libraries.load(key.library());
    MethodHandle function = ExecBindings.function(library.symbol(key.symbol()), SIGNATURE);
    functions.put(key, function);
    return function;
  }
}
