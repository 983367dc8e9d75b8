package dev.vaccel.vm;

import java.io.IOException;

/** Takes what a guest's command says, on the thread that reads the console. */
@FunctionalInterface
public interface GuestOutput {
  /**
   * Takes some bytes as they come.
   *
   * @param bytes ours again afterwards
   */
  void take(byte[] bytes, int offset, int length) throws IOException;
}
