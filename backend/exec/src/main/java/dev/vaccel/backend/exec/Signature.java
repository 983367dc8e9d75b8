package dev.vaccel.backend.exec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * C signature of a function, as the caller says it is; nothing can check that.
 *
 * @param returns type of its result
 * @param arguments types of its arguments
 */
record Signature(ExecKind returns, List<ExecKind> arguments) {
  Signature {
    arguments = List.copyOf(arguments);
  }

  static Signature of(String symbol, ExecKind returns, List<ExecArgument> arguments) {
    if (arguments.size() > ExecSettings.MAX_ARGUMENTS) {
      throw ExecErrors.tooManyArguments(symbol, arguments.size());
    }
    if (isBuffer(returns)) {
      throw ExecErrors.returnsBuffer(symbol, returns);
    }
    List<ExecKind> kinds = new ArrayList<>(arguments.size());
    for (ExecArgument argument : arguments) {
      if (argument.kind() == ExecKind.VOID) {
        throw ExecErrors.voidArgument(symbol, kinds.size());
      }
      kinds.add(argument.kind());
    }
    return new Signature(returns, kinds);
  }

  FunctionDescriptor descriptor() {
    MemoryLayout[] layouts = arguments.stream().map(Signature::layout).toArray(MemoryLayout[]::new);
    return returns == ExecKind.VOID
        ? FunctionDescriptor.ofVoid(layouts)
        : FunctionDescriptor.of(layout(returns), layouts);
  }

  static boolean isBuffer(ExecKind kind) {
    return switch (kind) {
      case VOID, I32, I64, F32, F64 -> false;
      case BUFFER_IN, BUFFER_OUT, BUFFER_INOUT -> true;
    };
  }

  private static MemoryLayout layout(ExecKind kind) {
    return switch (kind) {
      case I32 -> JAVA_INT;
      case I64 -> JAVA_LONG;
      case F32 -> JAVA_FLOAT;
      case F64 -> JAVA_DOUBLE;
      case BUFFER_IN, BUFFER_OUT, BUFFER_INOUT -> ADDRESS;
      case VOID -> throw new IllegalArgumentException("void has no layout");
    };
  }
}
