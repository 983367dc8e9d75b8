/**
 * The bundled models of synthetic scenes: scene generators, training recipes and writers of model
 * files. A build-time tool and a source of labelled test images, not part of a running agent.
 *
 * <p>The vector module is optional: without it the same arithmetic runs in plain loops.
 */
@org.jspecify.annotations.NullMarked
module dev.vaccel.models {
  requires java.desktop;
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  exports dev.vaccel.models;
}
