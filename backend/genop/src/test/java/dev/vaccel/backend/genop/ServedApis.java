package dev.vaccel.backend.genop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A session that has what a test gives it, and notes what is called. */
final class ServedApis implements SessionContext {
  static final ResourceId MODEL = new ResourceId("ab".repeat(32));

  /** Names of the operations that were called. */
  final List<String> called = new ArrayList<>();

  private final Map<Class<?>, Object> apis = new HashMap<>();

  /** What an operation does here. */
  interface Body {
    Object answer(Object[] arguments);
  }

  <T> void serve(Class<T> api, String operation, Body body) {
    Object served =
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            (_, method, arguments) -> {
              called.add(method.getName());
              assertEquals(operation, method.getName());
              return body.answer(arguments);
            });
    apis.put(api, served);
  }

  /** Notes calls of an implementation. */
  <T> void serve(Class<T> api, T target) {
    apis.put(
        api,
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            (_, method, arguments) -> {
              called.add(method.getName());
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public <T> T api(Class<T> api) {
    Object served = apis.get(api);
    if (served == null) {
      throw new UnsupportedException(ErrorCode.NO_BACKEND, "nothing here has " + api.getName());
    }
    return api.cast(served);
  }

  @Override
  public Path resource(ResourceId id) {
    throw new AssertionError("asked for " + id);
  }

  @Override
  public long newHandle() {
    throw new AssertionError("asked for a handle");
  }

  @Override
  public void dropHandle(long handle) {}

  /** Calls in this session. */
  GenopApi genop() {
    return genop(Map.of());
  }

  GenopApi genop(Map<String, String> settings) {
    return new GenopBackendProvider()
        .open(new BackendSettings(settings))
        .openSession(this)
        .api(GenopApi.class);
  }

  /** Room for what an operation writes. */
  static List<TypedArgument> roomsOf(int number) {
    return new DescribedOperations(true)
        .find(number).layout().write().stream()
            .map(
                slot ->
                    TypedArgument.room(
                        ArgumentType.valueOf(slot.type()),
                        slot.many() || slot.element().bytes() == 0
                            ? 1 << 10
                            : slot.element().bytes()))
            .toList();
  }

  /** 2 * op((1, 2), (3, 4)) * ((5, 6), (7, 8)) + 0.5 * C. */
  static List<TypedArgument> product(int m, int transposeA) {
    return List.of(
        TypedArgument.ofInt(transposeA),
        TypedArgument.ofInt(Transpose.NONE.number()),
        TypedArgument.ofInt(m),
        TypedArgument.ofInt(2),
        TypedArgument.ofInt(2),
        Typed.float32(2),
        Typed.float32s(1, 2, 3, 4),
        TypedArgument.ofInt(2),
        Typed.float32s(5, 6, 7, 8),
        TypedArgument.ofInt(2),
        Typed.float32(0.5f),
        TypedArgument.ofInt(2));
  }

  static TypedArgument id() {
    return Typed.bytes(ArgumentType.UINT8_ARRAY, MODEL.bytes());
  }
}
