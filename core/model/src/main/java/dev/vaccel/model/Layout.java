package dev.vaccel.model;

/** Order of the dimensions of a picture tensor: batch, channels, height, width. */
public enum Layout {
  /** Channel planes one after the other, as ONNX and PyTorch models mostly want. */
  NCHW,
  /** Channels interleaved, as TensorFlow models mostly want. */
  NHWC
}
