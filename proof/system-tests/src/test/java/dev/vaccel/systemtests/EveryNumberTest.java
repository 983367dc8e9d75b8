package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.ApiJson;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.GenericValue;
import dev.vaccel.codegen.Type;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every described operation by its number, whatever is described: each reaches what a direct call
 * reaches, or says why it cannot, which the reference says too.
 */
class EveryNumberTest {
  private static final int ROOM = 4096;

  @TempDir Path directory;
  private final AnyBackend any = new AnyBackend();

  /** The described operations of this build. */
  private record Described(ApiBinding<?> binding, Api api, Api.Operation operation) {
    String name() {
      return api.name() + "." + operation.name();
    }

    int number() {
      return GenericLayout.number(api.id(), operation.code());
    }
  }

  private static List<Described> all() throws IOException {
    List<Described> all = new ArrayList<>();
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      Api api = ApiJson.read(binding.type().getModule(), binding.description().name());
      api.operations().forEach(operation -> all.add(new Described(binding, api, operation)));
    }
    return all;
  }

  private LocalRuntime runtime(String exec) {
    BackendProvider genop =
        ServiceLoader.load(BackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("genop"))
            .findFirst()
            .orElseThrow();
    return LocalRuntime.open(
        List.of(genop, any), Set.of(), Map.of("genop", new BackendSettings(Map.of("exec", exec))));
  }

  @Test
  void everyOperationIsReachedOrSaysWhyNot() throws IOException {
    Path resource = Files.writeString(directory.resolve("resource"), "anything");
    try (LocalRuntime runtime = runtime("true");
        Session session = runtime.openSession(SessionOptions.DEFAULT)) {
      ResourceId id = session.register(resource);
      // Makes the handle that the others are given.
      session.api(NoopApi.class).noop();
      GenopApi genop = session.api(GenopApi.class);
      int reached = 0;
      for (Described each : all()) {
        any.called.clear();
        if (GenericLayout.refusal(each.api(), each.operation()).isPresent()) {
          BackendException refusal =
              assertThrows(
                  BackendException.class, () -> genop.call(each.number(), List.of(), List.of()));
          assertEquals(95, refusal.vendorCode(), each.name());
          assertTrue(
              Set.of("genop", "session").contains(each.api().name()),
              each.name() + " cannot be called by its number; if that must be, say it here");
          assertEquals(List.of(), any.called);
          continue;
        }
        GenericLayout layout = GenericLayout.of(each.api(), each.operation());
        List<MemorySegment> results =
            genop.call(
                each.number(),
                new Sample(each, layout, id, any.handle).read(),
                layout.write().stream().map(EveryNumberTest::room).toList());
        assertEquals(List.of(each.operation().name()), any.called, each.name());
        assertEquals(layout.write().size(), results.size(), each.name());
        for (int i = 0; i < results.size(); i++) {
          assertTrue(
              results.get(i).byteSize() > 0 && results.get(i).byteSize() <= ROOM,
              each.name() + ": " + layout.write().get(i) + " " + results.get(i));
        }
        reached++;
      }
      assertTrue(reached > 30, "only " + reached + " operations");
    }
  }

  @Test
  void whatIsPrivilegedIsNotReachedByNumberEither() throws IOException {
    try (LocalRuntime runtime = runtime("false");
        Session session = runtime.openSession(SessionOptions.DEFAULT)) {
      GenopApi genop = session.api(GenopApi.class);
      int refused = 0;
      for (Described each : all()) {
        if (each.operation().privileged()) {
          BackendException refusal =
              assertThrows(
                  BackendException.class, () -> genop.call(each.number(), List.of(), List.of()));
          assertTrue(refusal.getMessage().contains("genop.exec=true"), refusal.getMessage());
          refused++;
        }
      }
      assertTrue(refused >= 7, "only " + refused);
      assertEquals(List.of(), any.called);
    }
  }

  private static TypedArgument room(GenericSlot slot) {
    boolean any = slot.many() || slot.element().bytes() == 0;
    return TypedArgument.room(
        ArgumentType.valueOf(slot.type()), any ? ROOM : slot.element().bytes());
  }

  /** Arguments of one call: ones, first constants, lists of one. */
  private static final class Sample {
    private final Described described;
    private final GenericLayout layout;
    private final ResourceId id;
    private final long handle;
    private final List<ByteArrayOutputStream> bytes = new ArrayList<>();

    Sample(Described described, GenericLayout layout, ResourceId id, long handle) {
      this.described = described;
      this.layout = layout;
      this.id = id;
      this.handle = handle;
      layout.read().forEach(_ -> bytes.add(new ByteArrayOutputStream()));
    }

    List<TypedArgument> read() {
      List<Api.Parameter> values = described.operation().values();
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).type() instanceof Type.HandleRef
            && layout.values().get(i) instanceof GenericValue.One(int slot)) {
          number(slot, handle, Long.BYTES);
        } else {
          add(layout.values().get(i));
        }
      }
      for (GenericLayout.Segment segment : layout.segments()) {
        if (segment.direction() == Api.Direction.IN) {
          bytes.get(segment.slot()).writeBytes(new byte[64]);
        }
      }
      List<TypedArgument> arguments = new ArrayList<>();
      for (int i = 0; i < bytes.size(); i++) {
        arguments.add(
            TypedArgument.of(
                ArgumentType.valueOf(layout.read().get(i).type()),
                MemorySegment.ofArray(bytes.get(i).toByteArray())));
      }
      return arguments;
    }

    private void add(GenericValue value) {
      switch (value) {
        case GenericValue.One(int slot) -> one(slot);
        case GenericValue.Named(int slot, Api.EnumType type) ->
            number(slot, type.constants().getFirst().number(), Integer.BYTES);
        case GenericValue.Memory(int slot, int lengths) -> {
          bytes.get(slot).write(1);
          if (lengths >= 0) {
            number(lengths, 1, Long.BYTES);
          }
        }
        case GenericValue.OfTensor(int type, GenericValue.Many dims, GenericValue.Memory data) -> {
          number(type, ElementType.U8.number(), Integer.BYTES);
          add(dims);
          add(data);
        }
        case GenericValue.Fields(List<GenericValue> fields) -> fields.forEach(this::add);
        case GenericValue.Many(int counts, GenericValue element) -> {
          if (counts >= 0) {
            number(counts, 1, Integer.BYTES);
          }
          add(element);
        }
      }
    }

    private void one(int slot) {
      switch (layout.read().get(slot).element()) {
        case BOOL, INT8, INT16, INT32, INT64 ->
            number(slot, 1, layout.read().get(slot).element().bytes());
        case FLOAT32 -> number(slot, Float.floatToIntBits(1), Float.BYTES);
        case FLOAT64 -> number(slot, Double.doubleToLongBits(1), Double.BYTES);
        case RESOURCE -> bytes.get(slot).writeBytes(id.bytes());
        case STRING -> bytes.get(slot).writeBytes(new byte[] {'s', 0});
        case MEMORY -> throw new AssertionError(layout.read().get(slot));
      }
    }

    private void number(int slot, long value, int size) {
      byte[] number =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
      bytes.get(slot).write(number, 0, size);
    }
  }
}
