package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.runtime.ApiBindings;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Typed arguments of calls by number, upstream's numbers and those of described operations, into
 * targets that look at all they are given. Byte 0: API (0: upstream's number); 1: operation; 2 and
 * 3: how many arguments are read and written. For each argument: its type; whether it has data or
 * room; its length, 2 bytes, little-endian. Then the data of all, one after the other.
 */
class GenopFuzzTest {
  private static final int HEADER = 4;
  private static final int ARGUMENT = 4;
  // In the order of their numbers.
  private static final ArgumentType[] TYPES = ArgumentType.values();
  private static final List<OperationDescription> OPERATIONS = operations();
  private static final GenopApi GENOP = genop();

  private static List<OperationDescription> operations() {
    List<OperationDescription> all = new ArrayList<>();
    for (ApiBinding<?> binding : ApiBindings.load().all()) {
      all.addAll(binding.description().operations());
    }
    return all;
  }

  private static GenopApi genop() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals("genop"))
        .findFirst()
        .orElseThrow()
        .open(new BackendSettings(Map.of("exec", "true")))
        .openSession(new Targets())
        .api(GenopApi.class);
  }

  /** A session that has every API. */
  private static final class Targets implements SessionContext {
    @Override
    public Path resource(ResourceId id) {
      throw new AssertionError("asked for " + id);
    }

    @Override
    public <T> T api(Class<T> api) {
      return RecordingTarget.of(api);
    }

    @Override
    public long newHandle() {
      throw new AssertionError("asked for a handle");
    }

    @Override
    public void dropHandle(long handle) {}
  }

  @FuzzTest
  void call(byte[] data) {
    if (data.length < HEADER) {
      return;
    }
    int number = number(data[0] & 0xff, data[1] & 0xff);
    int reads = data[2] & 0x7f;
    int writes = data[3] & 0x7f;
    int content = HEADER + ARGUMENT * (reads + writes);
    if (data.length < content) {
      return;
    }
    long input = data.length;
    List<TypedArgument> arguments = new ArrayList<>();
    for (int i = 0; i < reads + writes; i++) {
      int at = HEADER + ARGUMENT * i;
      ArgumentType type = TYPES[(data[at] & 0xff) % TYPES.length];
      int length = (data[at + 2] & 0xff) | (data[at + 3] & 0xff) << 8;
      if ((data[at + 1] & 1) != 0) {
        // A length below 0 too.
        arguments.add(TypedArgument.room(type, (data[at + 1] & 2) != 0 ? -length : length));
        input += length;
      } else {
        int bytes = Math.min(length, data.length - content);
        MemorySegment memory = MemorySegment.ofArray(data).asSlice(content, bytes);
        content += bytes;
        arguments.add(TypedArgument.of(type, memory));
      }
    }
    List<TypedArgument> read = arguments.subList(0, reads);
    List<TypedArgument> write = arguments.subList(reads, reads + writes);
    Fuzzing.decode(input, () -> call(number, read, write));
  }

  private static void call(int number, List<TypedArgument> read, List<TypedArgument> write) {
    List<MemorySegment> results = GENOP.call(number, read, write);
    if (results.size() > write.size()) {
      throw new AssertionError(results.size() + " results for " + write.size());
    }
    for (int i = 0; i < results.size(); i++) {
      DispatchFuzzTest.touch(results.get(i));
      if (results.get(i).byteSize() > write.get(i).byteSize()) {
        throw new AssertionError(
            results.get(i).byteSize() + " bytes for room of " + write.get(i).byteSize());
      }
    }
  }

  private static int number(int api, int code) {
    if (api == 0) {
      // 4 to 7 count on an answer for each picture; these targets give none.
      return code >= 4 && code <= 7 ? 3 : code;
    }
    for (OperationDescription operation : OPERATIONS) {
      if (operation.apiId() == api && operation.code() == code) {
        return api << 16 | code;
      }
    }
    OperationDescription other = OPERATIONS.get((api + 31 * code) % OPERATIONS.size());
    return other.apiId() << 16 | other.code();
  }
}
