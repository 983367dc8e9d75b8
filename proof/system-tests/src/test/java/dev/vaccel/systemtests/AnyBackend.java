package dev.vaccel.systemtests;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.runtime.ApiBindings;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A back end that has every described operation but genop's: notes its calls, answers anything. */
final class AnyBackend implements BackendProvider {
  /** Names of the operations that were called. */
  final List<String> called = new ArrayList<>();

  /** A handle that leads here, once the session has called something. */
  long handle;

  @Override
  public String name() {
    return "any";
  }

  @Override
  public String summary() {
    return "notes what is called";
  }

  @Override
  public int preference() {
    return 1;
  }

  @Override
  public List<Capability> capabilities() {
    List<Capability> all = new ArrayList<>();
    ApiBindings.load().all().stream()
        .filter(binding -> !binding.description().name().equals("genop"))
        .forEach(binding -> all.add(Capability.all(binding.type())));
    return all;
  }

  @Override
  public Backend open(BackendSettings settings) {
    return new Backend() {
      @Override
      public String version() {
        return "test";
      }

      @Override
      public List<Device> devices() {
        return List.of(Device.CPU);
      }

      @Override
      public BackendSession openSession(SessionContext context) {
        handle = context.newHandle();
        return new Open();
      }

      @Override
      public void close() {}
    };
  }

  private final class Open implements BackendSession {
    @Override
    public <T> T api(Class<T> api) {
      return api.cast(
          Proxy.newProxyInstance(
              api.getClassLoader(),
              new Class<?>[] {api},
              (_, method, arguments) -> {
                called.add(method.getName());
                Arrays.stream(arguments == null ? new Object[0] : arguments)
                    .forEach(Objects::requireNonNull);
                return method.getReturnType() == void.class
                    ? Void.TYPE
                    : sample(method.getGenericReturnType());
              }));
    }

    @Override
    public void close() {}
  }

  /** A value of any described type; a list has one element. */
  private static Object sample(Type type) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType list) {
      return List.of(sample(list.getActualTypeArguments()[0]));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    }
    if (plain == Tensor.class) {
      return new Tensor(ElementType.U8, Shape.of(1), MemorySegment.ofArray(new byte[1]));
    }
    if (plain == ResourceId.class) {
      return new ResourceId("ab".repeat(32));
    }
    if (plain.isRecord()) {
      List<Object> fields = new ArrayList<>();
      List<Class<?>> types = new ArrayList<>();
      for (RecordComponent component : plain.getRecordComponents()) {
        fields.add(sample(component.getGenericType()));
        types.add(component.getType());
      }
      return plain
          .getDeclaredConstructor(types.toArray(Class<?>[]::new))
          .newInstance(fields.toArray());
    }
    return switch (plain.getName()) {
      case "boolean", "java.lang.Boolean" -> true;
      case "int", "java.lang.Integer" -> (Object) 1;
      case "long", "java.lang.Long" -> 1L;
      case "float", "java.lang.Float" -> 1f;
      case "double", "java.lang.Double" -> 1d;
      case "java.lang.String" -> "s";
      case "java.lang.foreign.MemorySegment" -> MemorySegment.ofArray(new byte[1]);
      default -> throw new AssertionError(plain);
    };
  }
}
