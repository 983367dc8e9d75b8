package dev.vaccel.backend.exec;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Typed arguments of one call as an array of {@code struct vaccel_arg}, in memory of the call.
 * Confined to the call.
 */
final class TypedBuffers {
  private static final long ALIGNMENT = 64;

  private final String symbol;
  private final MemorySegment structs;
  private final List<MemorySegment> memories = new ArrayList<>();

  /**
   * Brings arguments that were checked to native memory.
   *
   * @param arena for what is needed during the call only
   */
  TypedBuffers(Arena arena, String symbol, List<TypedArgument> arguments) {
    this.symbol = symbol;
    structs = arena.allocate(ArgumentLayout.BYTES * arguments.size(), ALIGNMENT);
    for (TypedArgument argument : arguments) {
      MemorySegment memory = arena.allocate(argument.byteSize(), ALIGNMENT);
      if (argument.data().byteSize() > 0) {
        memory.copyFrom(argument.data());
      }
      ArgumentLayout.put(
          structs, memories.size(), memory, argument.type().number(), argument.customTypeId());
      memories.add(memory);
    }
  }

  /** What the function is given. */
  MemorySegment structs() {
    return structs;
  }

  /**
   * After the call: as much of each as the function says. It may have said anything: an address
   * that is not ours is not read, and no more than was there.
   */
  List<MemorySegment> results() {
    List<MemorySegment> results = new ArrayList<>(memories.size());
    for (int i = 0; i < memories.size(); i++) {
      MemorySegment memory = memories.get(i);
      long bytes = ArgumentLayout.size(structs, i);
      if (ArgumentLayout.address(structs, i) != memory.address()
          || bytes < 0
          || bytes > memory.byteSize()) {
        throw TypedErrors.replaced(symbol, i, bytes, memory.byteSize());
      }
      results.add(CallBuffers.outlivingTheCall(memory.asSlice(0, bytes)));
    }
    return results;
  }

  /** Checks types and sizes against settings, before memory is taken; returns bytes together. */
  static long check(
      ExecSettings settings,
      String symbol,
      String which,
      List<TypedArgument> arguments,
      long used) {
    long total = used;
    for (int i = 0; i < arguments.size(); i++) {
      TypedArgument argument = arguments.get(i);
      long bytes = argument.byteSize();
      if (argument.roomBytes() < 0 || bytes > settings.maxBufferBytes()) {
        throw ExecErrors.bufferSize(
            symbol, i, Math.min(bytes, argument.roomBytes()), settings.maxBufferBytes());
      }
      total += bytes; // At most 128 numbers, the first to pass the limit ends it.
      if (total > settings.maxTotalBytes()) {
        throw ExecErrors.totalSize(symbol, i, total, settings.maxTotalBytes());
      }
      checkType(symbol, which + " argument " + i, argument);
    }
    return total;
  }

  private static void checkType(String symbol, String which, TypedArgument argument) {
    ArgumentType type = argument.type();
    long bytes = argument.byteSize();
    if (argument.customTypeId() != 0 && type != ArgumentType.CUSTOM) {
      throw TypedErrors.customType(symbol, which, type, argument.customTypeId());
    }
    int element = type.elementBytes();
    if (element > 0 && !type.isArray() && bytes != element) {
      throw TypedErrors.size(symbol, which, type, bytes, element + "");
    }
    if (type.isArray() && (bytes == 0 || bytes % element != 0)) {
      throw TypedErrors.size(symbol, which, type, bytes, "a multiple of " + element + " above 0");
    }
    MemorySegment data = argument.data();
    switch (type) {
      case BUFFER -> {
        if (bytes == 0) {
          throw TypedErrors.size(symbol, which, type, bytes, "at least 1");
        }
      }
      case STRING -> {
        boolean ends =
            data.byteSize() == 0
                ? argument.roomBytes() > 0
                : data.get(ValueLayout.JAVA_BYTE, data.byteSize() - 1) == 0;
        if (!ends) {
          throw TypedErrors.noNul(symbol, which, bytes);
        }
      }
      case BOOL, BOOL_ARRAY -> {
        for (long at = 0; at < data.byteSize(); at++) {
          int value = data.get(ValueLayout.JAVA_BYTE, at);
          if (value != 0 && value != 1) {
            throw TypedErrors.noBool(symbol, which, at, value);
          }
        }
      }
      default -> {} // Any bytes will do.
    }
  }
}
