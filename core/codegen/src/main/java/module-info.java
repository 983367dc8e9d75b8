import org.jspecify.annotations.NullMarked;

/**
 * Turns described APIs into everything that is derived from them: the normalized JSON description
 * (the intermediate form, IR) and, from it alone, the Java binding. An annotation processor; reads
 * annotations by name, so that it depends on no module of the project.
 */
@NullMarked
module dev.vaccel.codegen {
  requires transitive java.compiler;
  // Enum numbers stand only in the source tree.
  requires jdk.compiler;
  requires com.google.gson;
  requires static transitive org.jspecify;

  exports dev.vaccel.codegen;

  provides javax.annotation.processing.Processor with
      dev.vaccel.codegen.DescriptionProcessor;
}
