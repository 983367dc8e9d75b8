package dev.vaccel.api.program;

import dev.vaccel.api.AcceleratorApi;
import dev.vaccel.api.Operation;
import dev.vaccel.api.ResourceId;
import java.util.List;

/**
 * Builds programs that the caller brings for a compute device, and runs their kernels. A kernel is
 * native code on devices that are processors, and may reach what the process may that runs it: an
 * agent serves this API only when its operator enables it by name. Programs belong to the session
 * and are unloaded when it closes.
 */
@AcceleratorApi(id = 8, name = "program")
public interface ProgramApi {
  /** The devices that programs can be built for; the first is the default. */
  @Operation(code = 1, idempotent = true, privileged = true)
  List<ProgramDevice> devices();

  /**
   * Builds a program.
   *
   * @param program a registered file: source text (OpenCL C), or a binary of the device's vendor
   * @param options of the device's compiler: {@code -DN=4 -cl-fast-relaxed-math}; may be empty
   * @param device a device's id; empty: the default
   * @return handle for the other operations, valid in this session only
   * @throws dev.vaccel.api.BackendException if it does not compile; the message has the compiler's
   *     log
   */
  @Operation(code = 2, privileged = true)
  ProgramHandle build(ResourceId program, String options, String device);

  /** The kernels of a built program. */
  @Operation(code = 3, idempotent = true, privileged = true)
  List<KernelInfo> kernels(ProgramHandle program);

  /**
   * Runs a kernel once, and waits for it.
   *
   * @param program a built program
   * @param kernel name of one of its kernels
   * @param globalSize work-items in each of 1 to 3 dimensions
   * @param localSize work-items of a work-group in each dimension, which divide {@code globalSize};
   *     empty: the device chooses
   * @param arguments all arguments of the kernel, in order
   * @return the buffers it wrote
   */
  @Operation(code = 4, privileged = true)
  ProgramResult run(
      ProgramHandle program,
      String kernel,
      List<Long> globalSize,
      List<Long> localSize,
      List<ProgramArgument> arguments);

  /** Releases the program; its handle is "not found" from now on. */
  @Operation(code = 5, privileged = true)
  void unload(ProgramHandle program);
}
