import org.jspecify.annotations.NullMarked;

/** The {@code vaccel} command. Exports nothing; what is opened says why. */
@NullMarked
module dev.vaccel.cli {
  requires static org.jspecify;
  requires dev.vaccel.agent;
  requires dev.vaccel.api;
  requires dev.vaccel.api.crypto;
  requires dev.vaccel.api.exec;
  requires dev.vaccel.codegen;
  requires dev.vaccel.install;
  requires dev.vaccel.model;
  requires dev.vaccel.modelstore;
  requires dev.vaccel.runtime;
  requires dev.vaccel.vm;
  requires com.google.gson;
  requires info.picocli;
  // Pictures and plots of bench --all; the back end image brings it along anyway.
  requires java.desktop;
  requires java.logging;
  // What threads allocate: bench --all.
  requires jdk.management;
  // Signals: the second Ctrl-C of an agent that drains. No other API of Java sees it.
  requires jdk.unsupported;

  uses dev.vaccel.api.spi.BackendProvider;

  // picocli sets the fields of commands.
  opens dev.vaccel.cli to
      info.picocli;

  // The log manager makes LogSetup, whose name it finds in a system property.
  exports dev.vaccel.cli to
      java.logging;
}
