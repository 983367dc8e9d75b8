package dev.vaccel.backend.genop;

import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.ArgumentReader;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.ReplyWriter;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.GenericValue;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A described operation, called as its description says: the generated dispatcher reads typed
 * arguments as it reads the body of a call, and calls what the session has.
 *
 * @param binding of its API
 * @param layout its typed arguments
 */
record DescribedOperation(
    ApiBinding<?> binding, OperationDescription operation, GenericLayout layout) {

  /**
   * Checks the arguments, calls the operation.
   *
   * @return what became of the write arguments
   */
  List<MemorySegment> call(
      SessionContext context, List<TypedArgument> read, List<TypedArgument> write) {
    GenopArguments arguments = new GenopArguments(operation.fullName(), read, write);
    SlotChecks.check(layout, arguments);
    ReadValues values = new ReadValues(arguments, layout.read());
    for (GenericValue value : layout.values()) {
      values.add(value);
    }
    for (GenericLayout.Segment segment : layout.segments()) {
      if (segment.direction() == Api.Direction.IN) {
        values.addWhole(segment.slot());
      } else if (segment.direction() == Api.Direction.IN_OUT) {
        values.addWritten();
      }
    }
    DescribedReply reply = new DescribedReply(layout, arguments);
    dispatch(binding, context, values.reader(), reply);
    return reply.results();
  }

  private <T> void dispatch(
      ApiBinding<T> its, SessionContext context, ArgumentReader reader, ReplyWriter reply) {
    its.dispatch(operation.code(), context.api(its.type()), reader, reply);
  }
}
