/** The back end {@code onnx}. Start at {@link dev.vaccel.backend.onnx.OnnxBackendProvider}. */
package dev.vaccel.backend.onnx;
