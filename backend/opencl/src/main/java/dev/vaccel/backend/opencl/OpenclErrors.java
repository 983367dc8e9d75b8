package dev.vaccel.backend.opencl;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import java.util.List;
import java.util.Map;

/** Every failure of this back end: what was tried, with which value, what would work. */
final class OpenclErrors {
  /** Of a compiler's log, in a message. */
  private static final int MAX_LOG = 3500;

  private static final String INSTALL =
      "install an OpenCL driver, for example: apt install ocl-icd-libopencl1 pocl-opencl-icd";

  // Source: CL/cl.h and CL/cl_ext.h.
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(-1, "CL_DEVICE_NOT_FOUND"),
          Map.entry(-2, "CL_DEVICE_NOT_AVAILABLE"),
          Map.entry(-3, "CL_COMPILER_NOT_AVAILABLE"),
          Map.entry(-4, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
          Map.entry(-5, "CL_OUT_OF_RESOURCES"),
          Map.entry(-6, "CL_OUT_OF_HOST_MEMORY"),
          Map.entry(-11, "CL_BUILD_PROGRAM_FAILURE"),
          Map.entry(-12, "CL_MAP_FAILURE"),
          Map.entry(-14, "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
          Map.entry(-15, "CL_COMPILE_PROGRAM_FAILURE"),
          Map.entry(-17, "CL_LINK_PROGRAM_FAILURE"),
          Map.entry(-19, "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"),
          Map.entry(-30, "CL_INVALID_VALUE"),
          Map.entry(-33, "CL_INVALID_DEVICE"),
          Map.entry(-34, "CL_INVALID_CONTEXT"),
          Map.entry(-36, "CL_INVALID_COMMAND_QUEUE"),
          Map.entry(-38, "CL_INVALID_MEM_OBJECT"),
          Map.entry(-42, "CL_INVALID_BINARY"),
          Map.entry(-43, "CL_INVALID_BUILD_OPTIONS"),
          Map.entry(-44, "CL_INVALID_PROGRAM"),
          Map.entry(-45, "CL_INVALID_PROGRAM_EXECUTABLE"),
          Map.entry(-46, "CL_INVALID_KERNEL_NAME"),
          Map.entry(-48, "CL_INVALID_KERNEL"),
          Map.entry(-49, "CL_INVALID_ARG_INDEX"),
          Map.entry(-50, "CL_INVALID_ARG_VALUE"),
          Map.entry(-51, "CL_INVALID_ARG_SIZE"),
          Map.entry(-52, "CL_INVALID_KERNEL_ARGS"),
          Map.entry(-53, "CL_INVALID_WORK_DIMENSION"),
          Map.entry(-54, "CL_INVALID_WORK_GROUP_SIZE"),
          Map.entry(-55, "CL_INVALID_WORK_ITEM_SIZE"),
          Map.entry(-61, "CL_INVALID_BUFFER_SIZE"),
          Map.entry(-63, "CL_INVALID_GLOBAL_WORK_SIZE"),
          Map.entry(-1001, "CL_PLATFORM_NOT_FOUND_KHR"));

  private OpenclErrors() {}

  /** OpenCL's own name of an error code. */
  static String name(int code) {
    return NAMES.getOrDefault(code, "OpenCL error") + " (" + code + ")";
  }

  static VaccelException failed(String function, int code) {
    return new BackendException(ErrorCode.BACKEND_FAILED, code, function + ": " + name(code), null);
  }

  static VaccelException noLibrary(Throwable cause) {
    return new UnsupportedException(
        ErrorCode.NO_BACKEND, "no " + OpenclLibrary.NAME + "; " + INSTALL, cause);
  }

  static VaccelException noDevice() {
    return new UnsupportedException(
        ErrorCode.NO_BACKEND,
        OpenclLibrary.NAME + " finds no platform with a device (see `clinfo -l`); " + INSTALL);
  }

  static VaccelException noNativeAccess(IllegalCallerException cause) {
    Module module = OpenclErrors.class.getModule();
    return new UnsupportedException(
        ErrorCode.NO_BACKEND,
        "native access is denied: start java with --enable-native-access="
            + (module.isNamed() ? module.getName() : "ALL-UNNAMED"),
        cause);
  }

  static VaccelException unknownDeviceSetting(String wanted, List<OpenclDevice> devices) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "device=" + wanted + ": expected PLATFORM:DEVICE by number or name, of " + names(devices));
  }

  static VaccelException unknownDevice(String wanted, List<OpenclDevice> devices) {
    return argument("device '" + clean(wanted) + "': expected one of " + names(devices));
  }

  static VaccelException noDoubles(String operation, OpenclDevice device) {
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        operation + ": " + device.id() + " (" + device.name() + ") does not compute with f64");
  }

  static VaccelException doesNotCompile(String program, int code, String log) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        code,
        program + " does not build: " + name(code) + (log.isEmpty() ? "" : ": " + oneLine(log)),
        null);
  }

  static VaccelException badBinary(String program, OpenclDevice device, String reason) {
    return new BackendException(
        ErrorCode.MODEL_INVALID,
        program
            + " is neither UTF-8 text of OpenCL C nor a binary that "
            + device.id()
            + " ("
            + device.name()
            + ", "
            + device.driver()
            + ") takes: "
            + reason);
  }

  static VaccelException unknownKernel(String kernel, List<String> names) {
    return new ResourceException(
        ErrorCode.NOT_FOUND,
        "no kernel '"
            + clean(kernel)
            + "' in the program: "
            + (names.isEmpty() ? "it has none" : "it has " + String.join(", ", names)));
  }

  static VaccelException argument(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }

  static VaccelException argument(String kernel, int index, String problem) {
    return argument("kernel '" + clean(kernel) + "': argument " + index + " " + problem);
  }

  static VaccelException size(String message) {
    return new InvalidArgumentException(ErrorCode.SIZE_MISMATCH, message);
  }

  static VaccelException tooLarge(String what, long bytes, long limit, String setting) {
    return argument(
        what
            + " takes "
            + bytes
            + " bytes of device memory: expected at most "
            + limit
            + " (setting "
            + setting
            + ")");
  }

  static VaccelException tooManyPrograms(int limit) {
    return new ResourceException(
        ErrorCode.EXHAUSTED,
        "the session holds " + limit + " programs: unload one (setting max-programs)");
  }

  static VaccelException unreadable(String program, java.io.IOException cause) {
    return new ResourceException(
        ErrorCode.NOT_FOUND,
        program + " cannot be read: " + cause.getClass().getSimpleName(),
        cause);
  }

  static VaccelException cannotStart(java.io.IOException cause) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        "no process can be started for programs: " + cause.getMessage(),
        cause);
  }

  static VaccelException fault(String doing, String how) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        doing
            + ": its process ended with "
            + how
            + ", as when a kernel leaves its buffers; the session goes on, and builds its programs"
            + " again when they are used");
  }

  static VaccelException tookTooLong(String doing, long seconds) {
    return new BackendException(
        ErrorCode.BACKEND_FAILED,
        doing + ": did not end within " + seconds + " s (setting run-seconds), and was stopped");
  }

  static VaccelException unknownProgram(long handle) {
    return new ResourceException(
        ErrorCode.NOT_FOUND, "program handle " + handle + " is not one of this session");
  }

  static VaccelException unknownApi(Class<?> api) {
    return new UnsupportedException(
        ErrorCode.UNKNOWN_API,
        "back end opencl has no " + api.getName() + ", only BlasApi, ArrayApi and ProgramApi");
  }

  static VaccelException closed() {
    return new ResourceException(ErrorCode.CLOSED, "session of back end opencl is closed");
  }

  /** A text of somebody else's as part of one line. */
  static String oneLine(String text) {
    String line = clean(text.strip().replaceAll("\\s*\\R\\s*", " | "));
    return line.length() > MAX_LOG ? line.substring(0, MAX_LOG) + "..." : line;
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static String names(List<OpenclDevice> devices) {
    return String.join(
        ", ",
        devices.stream()
            .map(d -> d.id() + " (" + d.platformName() + ": " + d.name() + ")")
            .toList());
  }
}
