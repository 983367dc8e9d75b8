package dev.vaccel.backend.genop;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.ArgumentReader;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gives a dispatcher the values of typed arguments, which stand in its order. Confined to the
 * thread of the call.
 */
final class DescribedReader implements ArgumentReader {
  /** Stands for a parameter whose memory is among the write arguments. */
  static final Whole WRITTEN = new Whole("", MemorySegment.ofArray(new byte[0]));

  private final String operation;
  private final List<Object> values;
  private int next;

  /**
   * A parameter that is memory.
   *
   * @param what its argument in messages
   */
  record Whole(String what, MemorySegment memory) {}

  DescribedReader(String operation, List<Object> values) {
    this.operation = operation;
    this.values = values;
  }

  private Object next() {
    return values.get(next++);
  }

  @Override
  public long getLong() {
    return (Long) next();
  }

  @Override
  public boolean getBoolean() {
    return getLong() == 1;
  }

  @Override
  public int getInt() {
    return (int) getLong(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @Override
  public float getFloat() {
    return (Float) next();
  }

  @Override
  public double getDouble() {
    return (Double) next();
  }

  @Override
  public String getString() {
    return (String) next();
  }

  @Override
  public ResourceId getResource() {
    return (ResourceId) next();
  }

  @Override
  public int getCount(int minElementBytes) {
    return getInt();
  }

  @Override
  public Tensor getTensor() {
    return (Tensor) next();
  }

  @Override
  public MemorySegment getSegment() {
    Object value = next();
    return value instanceof Whole whole ? whole.memory() : (MemorySegment) value;
  }

  /** Memory that is also written is taken from its write argument, when room is reserved. */
  @Override
  public MemorySegment getSegment(long lengthBytes) {
    Whole whole = (Whole) next();
    if (whole.equals(WRITTEN)) {
      return whole.memory();
    }
    if (whole.memory().byteSize() < lengthBytes) {
      throw GenopErrors.invalid(
          whole.what()
              + ": "
              + whole.memory().byteSize()
              + " bytes, the other arguments imply "
              + lengthBytes);
    }
    return whole.memory().asSlice(0, lengthBytes);
  }

  @Override
  public RuntimeException malformed(String what) {
    return GenopErrors.invalid(operation + ": " + what);
  }

  @Override
  public void end() {
    if (next != values.size()) {
      throw malformed(values.size() - next + " values are left");
    }
  }
}
