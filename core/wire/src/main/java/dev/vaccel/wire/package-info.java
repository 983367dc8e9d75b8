/**
 * The protocol: {@link dev.vaccel.wire.FrameLayout} draws the frames, {@link
 * dev.vaccel.wire.BodyWriter} and {@link dev.vaccel.wire.BodyReader} are the codec of arguments and
 * results, {@link dev.vaccel.wire.FrameReader} and {@link dev.vaccel.wire.FrameWriter} move frames
 * over a {@link dev.vaccel.wire.spi.Link}. docs/protocol.md is the specification.
 */
package dev.vaccel.wire;
