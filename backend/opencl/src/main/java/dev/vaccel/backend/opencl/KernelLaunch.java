package dev.vaccel.backend.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.program.KernelArgument;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One run of a caller's kernel: checks, buffers, results. Confined to the call. */
final class KernelLaunch {
  private static final int MAX_ARGUMENTS = 256;
  private static final int MAX_DIMENSIONS = 3;

  /** All arguments of a kernel together have less on most devices. */
  private static final long MAX_VALUE_BYTES = 4096;

  /** The most work-items that every device can count. */
  private static final long MAX_ITEMS = 1L << 40;

  private static final int ADDRESS_GLOBAL = 0x119b;
  private static final int ADDRESS_LOCAL = 0x119c;
  private static final int ADDRESS_CONSTANT = 0x119d;

  private final DeviceContext context;
  private final String name;
  private final MemorySegment kernel;
  private final long maxBytes;
  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private final List<DeviceBuffer> written = new ArrayList<>();

  KernelLaunch(DeviceContext context, String name, MemorySegment kernel, long maxBytes) {
    this.context = context;
    this.name = name;
    this.kernel = kernel;
    this.maxBytes = maxBytes;
  }

  /** What the program tells of a kernel's arguments; empty if it does not. */
  static List<KernelArgument> arguments(MemorySegment kernel, int count) {
    List<KernelArgument> found = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        found.add(
            new KernelArgument(
                ProgramBindings.argumentText(kernel, i, ProgramBindings.ARGUMENT_NAME),
                ProgramBindings.argumentText(kernel, i, ProgramBindings.ARGUMENT_TYPE),
                switch ((int) ProgramBindings.argumentAddress(kernel, i)) {
                  case ADDRESS_GLOBAL -> "global";
                  case ADDRESS_LOCAL -> "local";
                  case ADDRESS_CONSTANT -> "constant";
                  default -> "private";
                }));
      }
      return found;
    } catch (BackendException _) {
      return List.of(); // CL_KERNEL_ARG_INFO_NOT_AVAILABLE
    }
  }

  ProgramResult run(List<Long> global, List<Long> local, List<ProgramArgument> arguments) {
    long[] items = items(global);
    long[] group = group(items, local);
    check(arguments);
    MemorySegment queue = context.openQueue();
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < arguments.size(); i++) {
        set(arena, queue, i, arguments.get(i));
      }
      MemorySegment event = arena.allocate(ADDRESS);
      OpenclBindings.launch(queue, kernel, items, group, event);
      OpenclBindings.finish(queue);
      long ns = OpenclBindings.takeDuration(event.get(ADDRESS, 0));
      List<MemorySegment> results = new ArrayList<>();
      for (DeviceBuffer buffer : written) {
        // Collected with the result.
        MemorySegment result = Arena.ofAuto().allocate(buffer.bytes(), 64);
        OpenclBindings.read(queue, buffer.handle(), result);
        results.add(result);
      }
      return new ProgramResult(ns, results);
    } finally {
      buffers.forEach(DeviceBuffer::close);
      OpenclBindings.releaseQueue(queue);
    }
  }

  private long[] items(List<Long> global) {
    long total = 1;
    for (long size : global) {
      if (size < 1 || size > MAX_ITEMS / total) {
        total = -1;
        break;
      }
      total *= size;
    }
    if (total < 0 || global.isEmpty() || global.size() > MAX_DIMENSIONS) {
      throw OpenclErrors.argument(
          "kernel '"
              + name
              + "': global size "
              + global
              + ": expected 1 to 3 numbers from 1, whose product is at most "
              + MAX_ITEMS);
    }
    return global.stream().mapToLong(Long::longValue).toArray();
  }

  private long[] group(long[] items, List<Long> local) {
    long most = ProgramBindings.maxGroupSize(kernel, context.device().handle());
    long total = 1;
    boolean fits = local.isEmpty() || local.size() == items.length;
    for (int i = 0; fits && i < local.size(); i++) {
      long size = local.get(i);
      fits = size >= 1 && size <= most && items[i] % size == 0 && (total *= size) <= most;
    }
    if (!fits) {
      throw OpenclErrors.argument(
          "kernel '"
              + name
              + "': local size "
              + local
              + ": expected none, or a divisor of each global size, with a product of at most "
              + most);
    }
    return local.stream().mapToLong(Long::longValue).toArray();
  }

  /** Everything that can be told before memory is taken. */
  private void check(List<ProgramArgument> arguments) {
    int count = ProgramBindings.argumentCount(kernel);
    if (arguments.size() != count || count > MAX_ARGUMENTS) {
      throw OpenclErrors.argument(
          "kernel '" + name + "' takes " + count + " arguments, got " + arguments.size());
    }
    List<KernelArgument> declared = arguments(kernel, count);
    long total = 0;
    long shared = 0;
    for (int i = 0; i < count; i++) {
      ProgramArgument argument = arguments.get(i);
      if (!declared.isEmpty()) {
        checkKind(i, argument, declared.get(i));
      }
      switch (argument.kind()) {
        case VALUE -> {
          if (!declared.isEmpty()) {
            checkValue(i, argument, declared.get(i));
          }
        }
        case LOCAL -> shared = total(i, "of local memory", shared, argument.lengthBytes(), local());
        case BUFFER_OUT -> total = total(i, "in buffers", total, argument.lengthBytes(), maxBytes);
        case BUFFER_IN, BUFFER_INOUT ->
            total = total(i, "in buffers", total, argument.data().byteSize(), maxBytes);
      }
    }
  }

  private long local() {
    return context.device().localMemoryBytes();
  }

  private long total(int index, String what, long sum, long bytes, long limit) {
    if (bytes < 1 || bytes > limit - sum) {
      throw OpenclErrors.argument(
          name, index, "has " + bytes + " bytes " + what + ": expected 1 to " + (limit - sum));
    }
    return sum + bytes;
  }

  private void checkKind(int index, ProgramArgument argument, KernelArgument declared) {
    boolean fits =
        switch (argument.kind()) {
          case VALUE -> declared.place().equals("private");
          case LOCAL -> declared.place().equals("local");
          case BUFFER_IN, BUFFER_OUT, BUFFER_INOUT ->
              declared.place().equals("global") || declared.place().equals("constant");
        };
    if (!fits) {
      throw OpenclErrors.argument(
          name,
          index,
          "('"
              + declared.name()
              + "', "
              + declared.place()
              + " "
              + declared.type()
              + ") cannot be "
              + argument.kind()
              + ": expected "
              + switch (declared.place()) {
                case "private" -> "VALUE";
                case "local" -> "LOCAL";
                default -> "a buffer";
              });
    }
  }

  private void checkValue(int index, ProgramArgument argument, KernelArgument declared) {
    long given = argument.data().byteSize();
    long wanted = ValueType.bytes(declared.type()).orElse(given);
    if (given != wanted || given > MAX_VALUE_BYTES) {
      throw OpenclErrors.argument(
          name,
          index,
          "('"
              + declared.name()
              + "', "
              + declared.type()
              + ") has "
              + given
              + " bytes: expected "
              + Math.min(wanted, MAX_VALUE_BYTES));
    }
  }

  private void set(Arena arena, MemorySegment queue, int index, ProgramArgument argument) {
    MemorySegment data = argument.data();
    MemorySegment host =
        data.isNative() ? data : arena.allocate(Math.max(1, data.byteSize()), 64).copyFrom(data);
    int code =
        switch (argument.kind()) {
          case VALUE -> OpenclBindings.setArgument(kernel, index, data.byteSize(), host);
          case LOCAL ->
              OpenclBindings.setArgument(kernel, index, argument.lengthBytes(), MemorySegment.NULL);
          case BUFFER_IN -> buffer(arena, index, create(index, data.byteSize(), host));
          case BUFFER_INOUT -> {
            DeviceBuffer buffer = create(index, data.byteSize(), host);
            written.add(buffer);
            yield buffer(arena, index, buffer);
          }
          case BUFFER_OUT -> {
            DeviceBuffer buffer = create(index, argument.lengthBytes(), MemorySegment.NULL);
            written.add(buffer);
            OpenclBindings.fillZeros(queue, buffer.handle(), buffer.bytes());
            yield buffer(arena, index, buffer);
          }
        };
    if (code != 0) {
      throw OpenclErrors.argument(
          name,
          index,
          "of "
              + (data.byteSize() + argument.lengthBytes())
              + " bytes as "
              + argument.kind()
              + ": "
              + OpenclErrors.name(code));
    }
  }

  private DeviceBuffer create(int index, long bytes, MemorySegment host) {
    long most = context.device().maxBufferBytes();
    if (bytes > most) {
      throw OpenclErrors.argument(
          name, index, "has " + bytes + " bytes: the device's largest buffer has " + most);
    }
    long flags =
        OpenclBindings.MEM_READ_WRITE
            | (host.address() == 0 ? 0 : OpenclBindings.MEM_COPY_HOST_PTR);
    DeviceBuffer buffer =
        new DeviceBuffer(OpenclBindings.createBuffer(context.context(), flags, bytes, host), bytes);
    buffers.add(buffer);
    return buffer;
  }

  private int buffer(Arena arena, int index, DeviceBuffer buffer) {
    return OpenclBindings.setArgument(
        kernel, index, ADDRESS.byteSize(), arena.allocateFrom(ADDRESS, buffer.handle()));
  }
}
