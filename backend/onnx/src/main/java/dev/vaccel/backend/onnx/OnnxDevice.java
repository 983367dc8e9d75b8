package dev.vaccel.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.Device;
import java.util.Optional;

/**
 * What models run on: an execution provider of ONNX Runtime and the number of its device.
 *
 * @param kind the provider
 * @param number of the device, from 0
 */
record OnnxDevice(Kind kind, int number) {
  private static final int MAX_NUMBER = 999;

  /** Execution providers that can be chosen. */
  enum Kind {
    CPU("cpu", OrtProvider.CPU),
    CUDA("cuda", OrtProvider.CUDA),
    TENSORRT("tensorrt", OrtProvider.TENSOR_RT);

    private final String text;
    private final OrtProvider provider;

    Kind(String text, OrtProvider provider) {
      this.text = text;
      this.provider = provider;
    }
  }

  /** The device that the setting {@code device} names: {@code cpu}, {@code cuda:1}. */
  static OnnxDevice named(String text) {
    for (Kind kind : Kind.values()) {
      if (text.equals(kind.text)) {
        return new OnnxDevice(kind, 0);
      }
      if (text.startsWith(kind.text + ":") && text.length() <= kind.text.length() + 4) {
        try {
          int number = Integer.parseInt(text.substring(kind.text.length() + 1));
          if (number >= 0 && number <= (kind == Kind.CPU ? 0 : MAX_NUMBER)) {
            return new OnnxDevice(kind, number);
          }
        } catch (NumberFormatException _) {
          // reported below
        }
      }
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG, "device=" + text + ": expected cpu, cuda:N or tensorrt:N");
  }

  /** {@code cuda:0}. */
  String id() {
    return kind.text + ":" + number;
  }

  Device device() {
    return switch (kind) {
      case CPU -> Device.CPU;
      case CUDA -> new Device(id(), "CUDA device of ONNX Runtime", 0);
      case TENSORRT -> new Device(id(), "CUDA device of ONNX Runtime through TensorRT", 0);
    };
  }

  /** Why models cannot run there; empty if they can. */
  Optional<String> unavailableBecause() {
    if (!OrtEnvironment.getAvailableProviders().contains(kind.provider)) {
      return Optional.of(
          "needs the artifact com.microsoft.onnxruntime:onnxruntime_gpu in place of :onnxruntime");
    }
    try (SessionOptions options = new SessionOptions()) {
      addTo(options);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(OnnxErrors.oneLine(e));
    }
  }

  void requireAvailable() {
    Optional<String> reason = unavailableBecause();
    if (reason.isPresent()) {
      throw new UnsupportedException(
          ErrorCode.NO_BACKEND, "back end onnx on " + id() + ": " + reason.get());
    }
  }

  void addTo(SessionOptions options) throws OrtException {
    switch (kind) {
      case CPU -> {}
      case CUDA -> options.addCUDA(number);
      case TENSORRT -> {
        options.addTensorrt(number);
        // Takes what TensorRT cannot, before the host would.
        options.addCUDA(number);
      }
    }
  }
}
