package dev.vaccel.systemtests;

/** The same where nothing but memory is between them: rings do not say that a guest was killed. */
class RingGuestKilledTest extends GuestKilledTest {
  @Override
  String scheme() {
    return "shm+unix";
  }
}
