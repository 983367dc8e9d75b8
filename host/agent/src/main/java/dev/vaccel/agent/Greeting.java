package dev.vaccel.agent;

import dev.vaccel.api.AccessException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import dev.vaccel.wire.Hello;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What a guest's first frame must be. */
final class Greeting {
  private Greeting() {}

  /**
   * Reads and checks HELLO.
   *
   * @throws ProtocolException if the first frame is none, or of other versions
   * @throws AccessException if its credential is not the agent's
   */
  static Hello read(FrameReader frames, AgentOptions options) {
    if (frames.opcode() != FrameLayout.HELLO) {
      throw new ProtocolException(
          ErrorCode.UNEXPECTED_FRAME, "expected HELLO, got " + FrameLayout.name(frames.opcode()));
    }
    Hello hello = Hello.read(frames.payload());
    if (hello.minVersion() > FrameLayout.VERSION || hello.maxVersion() < FrameLayout.VERSION) {
      throw new ProtocolException(
          ErrorCode.VERSION_MISMATCH,
          "client speaks protocol versions "
              + hello.minVersion()
              + " to "
              + hello.maxVersion()
              + ", this agent "
              + FrameLayout.VERSION);
    }
    byte[] wanted = options.credential().getBytes(StandardCharsets.UTF_8);
    byte[] given = hello.credential().getBytes(StandardCharsets.UTF_8);
    if (wanted.length > 0 && !MessageDigest.isEqual(wanted, given)) {
      throw new AccessException(
          ErrorCode.UNAUTHENTICATED, "the agent asks for a credential and this is not it");
    }
    return hello;
  }

  /** Whether the guest asks to share memory and the agent's operator lets it. */
  static boolean agreesToShare(Hello hello, AgentOptions options) {
    return options.sharesMemory() && (hello.features() & FrameLayout.FEATURE_SHARED_MEMORY) != 0;
  }
}
