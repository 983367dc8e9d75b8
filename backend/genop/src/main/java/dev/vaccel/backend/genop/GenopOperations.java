package dev.vaccel.backend.genop;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Finds the operation, checks its layout, and calls what it is mapped to. One call at a time. */
final class GenopOperations implements GenopApi {
  private final OperationTable table;
  private final DescribedOperations described;
  private final SessionContext context;

  GenopOperations(OperationTable table, DescribedOperations described, SessionContext context) {
    this.table = table;
    this.described = described;
    this.context = context;
  }

  @Override
  public List<MemorySegment> call(
      int operation, List<TypedArgument> read, List<TypedArgument> write) {
    if (DescribedOperations.isDescribed(operation)) {
      DescribedOperation found = described.find(operation);
      try {
        return found.call(context, read, write);
      } catch (UnsupportedException e) {
        throw GenopErrors.unsupported(found.operation().fullName() + ": " + e.getMessage(), e);
      }
    }
    MappedOperation mapped = table.find(operation);
    GenopArguments arguments = new GenopArguments(mapped.name(), read, write);
    mapped.check(arguments);
    try {
      return mapped.mapping().call(context, arguments);
    } catch (UnsupportedException e) {
      throw GenopErrors.unsupported(mapped.name() + ": " + e.getMessage(), e);
    }
  }
}
