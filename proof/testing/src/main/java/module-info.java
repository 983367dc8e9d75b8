import org.jspecify.annotations.NullMarked;

/**
 * What tests of several modules share: the contract that every transport passes, and helpers for
 * waiting, for what a machine may lack, for random input and for recorded models and answers.
 */
@NullMarked
module dev.vaccel.testing {
  requires transitive dev.vaccel.api;
  requires transitive dev.vaccel.api.crypto;
  requires transitive dev.vaccel.wire;
  requires transitive org.junit.jupiter.api;
  requires java.desktop;
  requires java.logging;
  requires jdk.httpserver;
  requires jdk.management;
  requires static org.jspecify;

  exports dev.vaccel.testing;
}
