package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecArgument;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Arguments of one call in the form that native code takes them, and its results in memory that
 * outlives the call. Confined to the call.
 */
final class CallBuffers {
  /**
   * Results above this are written by the function where they stay, in native memory that the
   * garbage collector frees; below, arrays are cheaper, and copying is not felt.
   */
  static final long HEAP_RESULT_BYTES = 1 << 20;

  /** Suits every C type and the widest vector register. */
  private static final long ALIGNMENT = 64;

  private final Object[] values;
  private final List<MemorySegment> written = new ArrayList<>();

  /**
   * Brings the arguments to native memory.
   *
   * @param arena for what is needed during the call only
   */
  CallBuffers(Arena arena, List<ExecArgument> arguments) {
    values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      ExecArgument argument = arguments.get(i);
      values[i] =
          switch (argument.kind()) {
            case I32 -> (int) argument.bits();
            case I64 -> argument.bits();
            case F32 -> Float.intBitsToFloat((int) argument.bits());
            case F64 -> Double.longBitsToDouble(argument.bits());
            case BUFFER_IN -> copy(arena, argument.data());
            case BUFFER_OUT -> writable(arena, argument.bits());
            case BUFFER_INOUT ->
                writable(arena, argument.data().byteSize()).copyFrom(argument.data());
            case VOID -> throw new IllegalArgumentException("void argument");
          };
    }
  }

  /** Checks values and sizes against what kinds and settings allow, before memory is taken. */
  static void check(ExecSettings settings, String symbol, List<ExecArgument> arguments) {
    long total = 0;
    for (int i = 0; i < arguments.size(); i++) {
      ExecArgument argument = arguments.get(i);
      long bytes =
          switch (argument.kind()) {
            case BUFFER_IN, BUFFER_INOUT -> argument.data().byteSize();
            case BUFFER_OUT -> argument.bits();
            case VOID, I32, I64, F32, F64 -> 0;
          };
      if (bytes < 0 || bytes > settings.maxBufferBytes()) {
        throw ExecErrors.bufferSize(symbol, i, bytes, settings.maxBufferBytes());
      }
      total += bytes; // at most 64 numbers, the first to pass the limit ends it
      if (total < 0 || total > settings.maxTotalBytes()) {
        throw ExecErrors.totalSize(symbol, i, total, settings.maxTotalBytes());
      }
      checkBits(symbol, i, argument);
    }
  }

  /** The arguments, boxed. */
  Object[] values() {
    return values;
  }

  /** After the call: out and in-out buffers in their order. */
  List<MemorySegment> results() {
    List<MemorySegment> results = new ArrayList<>(written.size());
    for (MemorySegment memory : written) {
      results.add(memory.byteSize() > HEAP_RESULT_BYTES ? memory : onHeap(memory));
    }
    return results;
  }

  /** Both readings of 32 bits pass, as a signed and as an unsigned number. */
  private static void checkBits(String symbol, int index, ExecArgument argument) {
    long bits = argument.bits();
    switch (argument.kind()) {
      case I32, F32 -> {
        if (bits < Integer.MIN_VALUE || bits > 0xffff_ffffL) {
          throw ExecErrors.tooManyBits(symbol, index, argument.kind(), bits);
        }
      }
      case VOID, I64, F64, BUFFER_IN, BUFFER_OUT, BUFFER_INOUT -> {}
    }
  }

  /** A copy of memory of the call that stays when it ends. */
  static MemorySegment outlivingTheCall(MemorySegment memory) {
    return memory.byteSize() > HEAP_RESULT_BYTES
        ? Arena.ofAuto().allocate(memory.byteSize(), ALIGNMENT).copyFrom(memory)
        : onHeap(memory);
  }

  private static MemorySegment copy(Arena arena, MemorySegment data) {
    return arena.allocate(data.byteSize(), ALIGNMENT).copyFrom(data);
  }

  private MemorySegment writable(Arena arena, long bytes) {
    Arena owner = bytes > HEAP_RESULT_BYTES ? Arena.ofAuto() : arena;
    MemorySegment memory = owner.allocate(bytes, ALIGNMENT);
    written.add(memory);
    return memory;
  }

  /** Backed by {@code long}, so that readers find it aligned for every element type. */
  private static MemorySegment onHeap(MemorySegment memory) {
    long bytes = memory.byteSize();
    long[] words = new long[(int) ((bytes + Long.BYTES - 1) / Long.BYTES)];
    return MemorySegment.ofArray(words).asSlice(0, bytes).copyFrom(memory);
  }
}
