package dev.vaccel.transport.socket;

/** Links of {@code unix:} where both sides take rings. */
final class NegotiatedLinkTest extends RingLinkTest {
  @Override
  String scheme() {
    return "unix";
  }
}
