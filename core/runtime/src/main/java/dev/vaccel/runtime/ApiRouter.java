package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.CallRouter;
import dev.vaccel.api.spi.OperationDescription;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the back end for each operation of one API in one session: the first, by preference, that
 * has the operation and accepts the resource. There is no silent fallback: no match is an error
 * that says of each back end why not. Guarded by the session's lock.
 */
final class ApiRouter implements CallRouter {
  private final LocalSession session;
  private final ApiBinding<?> binding;
  private final List<OpenBackend> backends;
  // By operation code; codes are small. What needs no resource is chosen once.
  private final @Nullable Object[] chosen;
  private final Map<ResourceId, OpenBackend> accepting = new HashMap<>();

  ApiRouter(LocalSession session, ApiBinding<?> binding, List<OpenBackend> backends) {
    this.session = session;
    this.binding = binding;
    this.backends = backends;
    int codes =
        binding.description().operations().stream()
            .mapToInt(OperationDescription::code)
            .max()
            .orElse(0);
    this.chosen = new Object[codes + 1];
  }

  @Override
  public Object enter(OperationDescription operation) {
    session.enter();
    Object target = chosen[operation.code()];
    if (target != null) {
      return target;
    }
    try {
      target = target(choose(operation, null));
      chosen[operation.code()] = target;
      return target;
    } catch (RuntimeException | Error e) {
      // Errors too: a framework that cannot be linked must not keep the session locked.
      session.exit();
      throw e;
    }
  }

  @Override
  public Object enter(OperationDescription operation, ResourceId resource) {
    session.enter();
    try {
      OpenBackend backend = accepting.get(resource);
      if (backend == null || !covers(backend, operation)) {
        backend = choose(operation, session.resource(resource));
        accepting.put(resource, backend);
      }
      return target(backend);
    } catch (RuntimeException | Error e) {
      session.exit();
      throw e;
    }
  }

  @Override
  public Object enter(OperationDescription operation, long handle) {
    session.enter();
    try {
      return target(session.handles().owner(handle));
    } catch (RuntimeException | Error e) {
      session.exit();
      throw e;
    }
  }

  @Override
  public void exit() {
    session.exit();
  }

  private Object target(OpenBackend backend) {
    return session.backendSession(backend).api(binding.type());
  }

  private boolean covers(OpenBackend backend, OperationDescription operation) {
    return backend.provider().capabilities().stream()
        .anyMatch(c -> c.covers(binding.type(), operation.name()));
  }

  private OpenBackend choose(OperationDescription operation, @Nullable Path resource) {
    StringBuilder why = new StringBuilder();
    for (OpenBackend candidate : backends) {
      String reason;
      Backend backend = candidate.backend();
      if (!covers(candidate, operation)) {
        continue;
      } else if (backend == null) {
        reason = candidate.reason();
      } else {
        Optional<String> refusal =
            resource == null ? Optional.empty() : backend.refuses(operation, resource);
        if (refusal.isEmpty()) {
          return candidate;
        }
        reason = refusal.get();
      }
      why.append(why.isEmpty() ? "" : "; ").append(candidate.name()).append(": ").append(reason);
    }
    throw new UnsupportedException(
        ErrorCode.NO_BACKEND,
        "no back end for "
            + operation.fullName()
            + (why.isEmpty()
                ? " among " + backends.stream().map(OpenBackend::name).toList()
                : " (" + why + ")"));
  }
}
