package dev.vaccel.backend.genop;

import static dev.vaccel.api.exec.ArgumentType.FLOAT32;
import static dev.vaccel.api.exec.ArgumentType.FLOAT32_ARRAY;
import static dev.vaccel.api.exec.ArgumentType.INT64;
import static dev.vaccel.api.exec.ArgumentType.STRING;
import static dev.vaccel.api.exec.ArgumentType.UINT8_ARRAY;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Upstream's operations by number; those on arrays are in {@link ArrayMappings}, those on pictures
 * in {@link ImageMappings}. EXEC by a path (1) and OPENCV (23) stay unmapped. Source: vaccel/op.h
 * and ops/genop.c of upstream 0.8.
 */
final class OperationTable {
  private static final int EXEC = 1;
  private static final int EXEC_WITH_RESOURCE = 2;
  private static final int OPENCV = 23;
  private static final int LAST = OPENCV;

  private final Map<Integer, MappedOperation> mapped = new HashMap<>();
  private final boolean exec;

  OperationTable(boolean exec) {
    this.exec = exec;
    if (exec) {
      put(
          EXEC_WITH_RESOURCE,
          "EXEC_WITH_RESOURCE",
          List.of(UINT8_ARRAY, STRING),
          List.of(),
          true,
          (c, a) ->
              c.api(TypedExecApi.class)
                  .call(a.resource(0), List.of(), a.text(1), rest(a), a.write()));
    }
    ImageMappings.addTo(mapped);
    ArrayMappings.addTo(mapped);
    put(
        17,
        "BLAS_SGEMM",
        List.of(
            INT64,
            INT64,
            INT64,
            FLOAT32,
            FLOAT32_ARRAY,
            INT64,
            FLOAT32_ARRAY,
            INT64,
            FLOAT32,
            INT64),
        List.of(FLOAT32_ARRAY),
        false,
        OperationTable::sgemm);
  }

  private void put(
      int number,
      String name,
      List<ArgumentType> read,
      List<ArgumentType> write,
      boolean more,
      MappedOperation.Mapping mapping) {
    mapped.put(number, new MappedOperation(name, read, write, more, mapping));
  }

  /** The operation with a number. */
  MappedOperation find(int number) {
    MappedOperation operation = mapped.get(number);
    if (operation != null) {
      return operation;
    }
    if (number < 1 || number > LAST) {
      throw GenopErrors.invalid(
          "operation "
              + number
              + ": expected 1 to "
              + LAST
              + ", or the number of a described operation (docs/operations.md)");
    }
    throw GenopErrors.unsupported(
        "operation " + number + " is mapped to nothing here" + hint(number), null);
  }

  private String hint(int number) {
    String allowed = exec ? "" : "; an operator allows exec by number with --set genop.exec=true";
    return switch (number) {
      case EXEC ->
          " (EXEC): it names a file of the agent's machine, a library is a resource here: expected"
              + " EXEC_WITH_RESOURCE, 2"
              + allowed;
      case EXEC_WITH_RESOURCE -> allowed;
      case OPENCV ->
          " (OPENCV): upstream hands its arguments to a plug-in and says nothing of them: expected"
              + " IMAGE_CLASSIFY to IMAGE_DEPTH, 3 to 7, or a described operation"
              + " (docs/operations.md)";
      default -> "; a described operation has a number of its own (docs/operations.md)";
    };
  }

  private static List<TypedArgument> rest(GenopArguments arguments) {
    return arguments.read().subList(2, arguments.read().size());
  }

  private static List<MemorySegment> sgemm(SessionContext context, GenopArguments a) {
    MemorySegment c = a.changed(0);
    context
        .api(BlasApi.class)
        .sgemm(
            Transpose.NONE,
            Transpose.NONE,
            a.count(0),
            a.count(1),
            a.count(2),
            a.float32(3),
            a.floats(4),
            a.count(5),
            a.floats(6),
            a.count(7),
            a.float32(8),
            c,
            a.count(9));
    return List.of(c);
  }
}
