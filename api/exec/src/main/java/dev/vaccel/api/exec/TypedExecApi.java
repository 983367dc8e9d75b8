package dev.vaccel.api.exec;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.Operation;
import dev.vaccel.api.ResourceId;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Calls functions that were written for upstream vAccel's exec plug-in. Like {@link
 * dev.vaccel.api.ExecApi} this runs the caller's machine code in the agent's process: an agent
 * serves it only when its operator enables it by name.
 */
@AcceleratorApi(id = 10, name = "exec-typed")
public interface TypedExecApi {
  /** Most arguments of each kind. */
  int MAX_ARGUMENTS = 64;

  /** Most dependencies of a library. */
  int MAX_DEPENDENCIES = 16;

  /**
   * Calls {@code int symbol(struct vaccel_arg *read, size_t nr_read, struct vaccel_arg *write,
   * size_t nr_write)}.
   *
   * <p>A result other than 0 is a {@code BACKEND_FAILED} whose vendor code it is. Of a write
   * argument as many bytes come back as the function left in its {@code size}, at most those that
   * it was given. Source of the struct: vaccel/arg.h of upstream 0.8.
   *
   * @param library a registered shared object
   * @param dependencies shared objects that are loaded before it, in this order, with symbols that
   *     it may use; empty where it needs none
   * @param symbol name of the function
   * @param read what it reads, at most {@link #MAX_ARGUMENTS}
   * @param write what it writes, at most {@link #MAX_ARGUMENTS}
   * @return what became of the write arguments, in their order
   */
  @Operation(code = 1, privileged = true)
  List<MemorySegment> call(
      ResourceId library,
      List<ResourceId> dependencies,
      String symbol,
      List<TypedArgument> read,
      List<TypedArgument> write);
}
