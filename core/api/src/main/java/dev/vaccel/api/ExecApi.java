package dev.vaccel.api;

import java.util.List;

/**
 * Calls a function of a native library that the caller brings. This runs the caller's machine code
 * in the agent's process: an agent serves it only when its operator enables it by name.
 */
@AcceleratorApi(id = 5, name = "exec")
public interface ExecApi {
  /**
   * Calls {@code symbol} of {@code library}.
   *
   * @param library a registered shared object
   * @param symbol name of the function
   * @param returns C type of its result; not a buffer
   * @param arguments its arguments, at most 64
   * @return its result and the buffers it wrote
   */
  @Operation(code = 1, privileged = true)
  ExecResult call(
      ResourceId library, String symbol, ExecKind returns, List<ExecArgument> arguments);
}
