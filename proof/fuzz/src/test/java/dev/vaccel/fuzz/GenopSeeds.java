package dev.vaccel.fuzz;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.ApiJson;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericSlot;
import dev.vaccel.codegen.GenericValue;
import dev.vaccel.runtime.ApiBindings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the seeds of {@link GenopFuzzTest} from the descriptions: one call of each operation that
 * is answered. Argument: src/test/resources/dev/vaccel/fuzz.
 */
final class GenopSeeds {
  private static final int ROOM = 256;

  private final GenericLayout layout;
  private final List<ByteArrayOutputStream> bytes = new ArrayList<>();

  private GenopSeeds(GenericLayout layout) {
    this.layout = layout;
    layout.read().forEach(_ -> bytes.add(new ByteArrayOutputStream()));
  }

  /** Writes the seeds. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0], "GenopFuzzTestInputs/call");
    Files.createDirectories(directory);
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      Api api = ApiJson.read(binding.type().getModule(), binding.description().name());
      for (Api.Operation operation : api.operations()) {
        if (GenericLayout.refusal(api, operation).isEmpty()) {
          Files.write(
              directory.resolve(api.name() + "-" + operation.name()),
              new GenopSeeds(GenericLayout.of(api, operation)).call(api.id(), operation.code()));
        }
      }
    }
    // Upstream's MINMAX: FLOAT64_ARRAY, three INT32; FLOAT64_ARRAY, two FLOAT64.
    ByteArrayOutputStream minmax = new ByteArrayOutputStream();
    minmax.writeBytes(new byte[] {0, 22, 4, 3});
    for (int type : new int[] {20, 5, 5, 5}) {
      argument(minmax, type, false, type == 20 ? 16 : 4);
    }
    for (int type : new int[] {20, 19, 19}) {
      argument(minmax, type, true, type == 20 ? 16 : 8);
    }
    minmax.writeBytes(new byte[16]);
    minmax.writeBytes(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0});
    Files.write(directory.resolve("upstream-minmax"), minmax.toByteArray());
  }

  private byte[] call(int api, int code) {
    layout.values().forEach(this::add);
    for (GenericLayout.Segment segment : layout.segments()) {
      if (segment.direction() == Api.Direction.IN) {
        bytes.get(segment.slot()).writeBytes(new byte[32]);
      }
    }
    ByteArrayOutputStream call = new ByteArrayOutputStream();
    call.writeBytes(
        new byte[] {
          (byte) api, (byte) code, (byte) layout.read().size(), (byte) layout.write().size()
        });
    for (int i = 0; i < bytes.size(); i++) {
      argument(call, type(layout.read().get(i)), false, bytes.get(i).size());
    }
    for (GenericSlot slot : layout.write()) {
      boolean any = slot.many() || slot.element().bytes() == 0;
      argument(call, type(slot), true, any ? ROOM : slot.element().bytes());
    }
    bytes.forEach(content -> call.writeBytes(content.toByteArray()));
    return call.toByteArray();
  }

  private static void argument(ByteArrayOutputStream call, int type, boolean room, int length) {
    call.write(type);
    call.write(room ? 1 : 0);
    call.write(length);
    call.write(length >>> 8);
  }

  private static int type(GenericSlot slot) {
    return ArgumentType.valueOf(slot.type()).number();
  }

  private void add(GenericValue value) {
    switch (value) {
      case GenericValue.One(int slot) -> {
        GenericSlot.Element element = layout.read().get(slot).element();
        if (element == GenericSlot.Element.STRING) {
          bytes.get(slot).writeBytes(new byte[] {'s', 0});
        } else {
          number(slot, 1, element.bytes());
        }
      }
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

  private void number(int slot, long value, int size) {
    byte[] number = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    bytes.get(slot).write(number, 0, size);
  }
}
