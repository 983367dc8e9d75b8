package dev.vaccel.api.exec;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.Operation;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Any operation by a number with typed arguments: for programs and front ends that have nothing
 * else. Whoever can calls the described operation itself.
 *
 * <p>From 65536 on, a number is that of a described operation: 65536 times its API's and its own on
 * top. Which typed arguments it takes follows from its description; docs/operations.md lists them
 * beside each operation.
 *
 * <p>Below are upstream's, with upstream's layout of arguments, both of upstream 0.8, with one
 * difference: the first read argument of an operation that works on a resource is its SHA-256, a
 * {@code UINT8_ARRAY} of 32 bytes. What upstream finds in its session (the first model, a library
 * by number) is for the caller to put there.
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
   * @param operation the number of a described operation, or upstream's, 1 to 23 (vaccel/op.h)
   * @param read what it reads, without the number that upstream has in front
   * @param write what it writes
   * @return what became of the write arguments, in their order
   */
  @Operation(code = 1)
  List<MemorySegment> call(int operation, List<TypedArgument> read, List<TypedArgument> write);
}
