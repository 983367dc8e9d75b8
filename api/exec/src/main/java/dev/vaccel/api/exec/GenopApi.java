package dev.vaccel.api.exec;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.Operation;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Any operation by upstream vAccel's number, with upstream's layout of arguments: for programs and
 * front ends that have nothing else. Whoever can calls the described operation itself.
 *
 * <p>Numbers and layouts are those of upstream 0.8, with one difference: an operation that works on
 * a resource takes its SHA-256, 32 bytes as a {@code UINT8_ARRAY}, as the first read argument. What
 * upstream finds in its session (the first model, a library by number) is for the caller to put
 * there.
 */
@AcceleratorApi(id = 9, name = "genop")
public interface GenopApi {
  /** Most arguments of each kind. */
  int MAX_ARGUMENTS = 64;

  /**
   * Calls an operation. Failures of the layout are {@code BACKEND_FAILED} with upstream's number as
   * vendor code: EINVAL 22 for an operation or argument that cannot be, ERANGE 34 for a write
   * argument that is too short, ENOTSUP 95 for an operation that nothing here maps or serves.
   * Failures of the operation itself come as they are.
   *
   * @param operation upstream's number, 1 to 23 (vaccel/op.h)
   * @param read what it reads, without the number that upstream has in front
   * @param write what it writes
   * @return what became of the write arguments, in their order
   */
  @Operation(code = 1)
  List<MemorySegment> call(int operation, List<TypedArgument> read, List<TypedArgument> write);
}
