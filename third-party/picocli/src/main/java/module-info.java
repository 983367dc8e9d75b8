/** The command-line parser picocli 4.7.7 (Apache-2.0, picocli.info), compiled from its sources. */
module info.picocli {
  exports picocli;

  // As in picocli's own descriptor: only converters for java.sql types need it.
  requires static java.sql;
}
