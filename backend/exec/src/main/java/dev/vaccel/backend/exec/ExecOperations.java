package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operation, for one session: keeps what it loaded until it closes. One call at a time, from
 * any thread; the function runs on that thread.
 */
final class ExecOperations implements ExecApi, AutoCloseable {
  /** A guest makes up symbols and signatures as it likes, so the memory of them is bounded. */
  private static final int KEPT_FUNCTIONS = 64;

  private record FunctionKey(ResourceId library, String symbol, Signature signature) {}

  private final SessionContext context;
  private final ExecSettings settings;
  private final Map<ResourceId, SharedObject> libraries = new HashMap<>();
  private final Map<FunctionKey, NativeFunction> functions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FunctionKey, NativeFunction> eldest) {
          return size() > KEPT_FUNCTIONS;
        }
      };
  private boolean closed;

  ExecOperations(SessionContext context, ExecSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  @Override
  public ExecResult call(
      ResourceId library, String symbol, ExecKind returns, List<ExecArgument> arguments) {
    if (closed) {
      throw ExecErrors.closed();
    }
    if (symbol.isEmpty() || symbol.indexOf('\0') >= 0) {
      throw ExecErrors.badSymbol(symbol);
    }
    Signature signature = Signature.of(symbol, returns, arguments);
    CallBuffers.check(settings, symbol, arguments);
    // Asked each time: the session may have given the resource up since.
    Path file = context.resource(library);
    NativeFunction function = function(new FunctionKey(library, symbol, signature), file);
    try (Arena arena = Arena.ofConfined()) {
      CallBuffers buffers = new CallBuffers(arena, arguments);
      long bits = function.call(buffers.values());
      return new ExecResult(bits, buffers.results());
    }
  }

  /** Unloads the libraries; runs their destructors. Idempotent. */
  @Override
  public void close() {
    closed = true;
    functions.clear();
    libraries.values().forEach(SharedObject::close);
    libraries.clear();
  }

  private NativeFunction function(FunctionKey key, Path file) {
    NativeFunction known = functions.get(key);
    if (known != null) {
      return known;
    }
    SharedObject library = libraries.get(key.library());
    if (library == null) {
      library = SharedObject.load(key.library(), file, settings.workDirectory());
      libraries.put(key.library(), library);
    }
    NativeFunction function = new NativeFunction(library.symbol(key.symbol()), key.signature());
    functions.put(key, function);
    return function;
  }
}
