package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ResourceId;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operation, for one session: keeps what it loaded until it closes. One call at a time, from
 * any thread; the function runs on that thread.
 */
final class ExecOperations implements ExecApi {
  /** A guest makes up symbols and signatures as it likes, so the memory of them is bounded. */
  private static final int KEPT_FUNCTIONS = 64;

  private record FunctionKey(ResourceId library, String symbol, Signature signature) {}

  private final Libraries libraries;
  private final ExecSettings settings;
  private final Map<FunctionKey, NativeFunction> functions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FunctionKey, NativeFunction> eldest) {
          return size() > KEPT_FUNCTIONS;
        }
      };

  ExecOperations(Libraries libraries, ExecSettings settings) {
    this.libraries = libraries;
    this.settings = settings;
  }

  @Override
  public ExecResult call(
      ResourceId library, String symbol, ExecKind returns, List<ExecArgument> arguments) {
    libraries.requireOpen();
    if (symbol.isEmpty() || symbol.indexOf('\0') >= 0) {
      throw ExecErrors.badSymbol(symbol);
    }
    Signature signature = Signature.of(symbol, returns, arguments);
    CallBuffers.check(settings, symbol, arguments);
    libraries.requireRegistered(Libraries.Key.of(library));
    NativeFunction function = function(new FunctionKey(library, symbol, signature));
    try (Arena arena = Arena.ofConfined()) {
      CallBuffers buffers = new CallBuffers(arena, arguments);
      long bits = function.call(buffers.values());
      return new ExecResult(bits, buffers.results());
    }
  }

  private NativeFunction function(FunctionKey key) {
    NativeFunction known = functions.get(key);
    if (known != null) {
      return known;
    }
    SharedObject library = libraries.load(Libraries.Key.of(key.library()));
    NativeFunction function = new NativeFunction(library.symbol(key.symbol()), key.signature());
    functions.put(key, function);
    return function;
  }
}
