package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles small sources in this process, with the processor, against core/api. */
final class Javac {
  private static final JavaCompiler COMPILER =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK runs the tests");

  private final Path output;
  private final Path api;
  private final List<String> options = new ArrayList<>();

  /**
   * A compiler.
   *
   * @param output an empty directory, for classes and what is generated
   * @param api what {@link #compileApi} returned
   */
  Javac(Path output, Path api) {
    this.output = output;
    this.api = api;
  }

  /**
   * Compiles core/api, which is built after this module, without what is generated for it.
   *
   * @param directory an empty one
   */
  static Path compileApi(Path directory) throws IOException {
    List<Path> sources;
    Path root = Path.of(System.getProperty("vaccel.root", "../.."), "core/api/src/main/java");
    try (Stream<Path> walk = Files.walk(root)) {
      sources =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !p.endsWith("module-info.java"))
              .toList();
    }
    StringWriter log = new StringWriter();
    try (var files = COMPILER.getStandardFileManager(null, Locale.ROOT, null)) {
      List<String> arguments =
          List.of("-proc:none", "-nowarn", "-d", directory.toString(), "-cp", jspecify());
      boolean done =
          COMPILER
              .getTask(
                  log, files, null, arguments, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertTrue(done, log.toString());
    }
    return directory;
  }

  private static String jspecify() {
    return Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
        .map(p -> System.getProperty(p, ""))
        .flatMap(p -> Stream.of(p.split(File.pathSeparator)))
        .filter(p -> p.contains("jspecify"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("jspecify is on no path"));
  }

  /** Adds a processor option. */
  Javac with(String option) {
    options.add(option);
    return this;
  }

  /** A text file that came out. */
  String text(String relative) throws IOException {
    return Files.readString(output.resolve(relative));
  }

  /** Whether a file came out. */
  boolean has(String relative) {
    return Files.exists(output.resolve(relative));
  }

  /** Compiles a file of package {@code p}; expects no error. */
  void accepts(String name, String body) {
    assertEquals("", errors(name, body));
  }

  /** Compiles a file of package {@code p} and returns its errors, a line for each. */
  String errors(String name, String body) {
    return errorsOf(
        "p/" + name,
        "package p; import dev.vaccel.api.*; import java.util.List;"
            + " import java.lang.foreign.MemorySegment;\n"
            + body);
  }

  /** Compiles a file and returns its errors. */
  String errorsOf(String path, String source) {
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + path + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> arguments = new ArrayList<>(options);
    String classPath = api + File.pathSeparator + jspecify();
    arguments.addAll(List.of("-d", output.toString(), "-s", output.toString(), "-cp", classPath));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaCompiler.CompilationTask task =
        COMPILER.getTask(new StringWriter(), null, found, arguments, null, List.of(file));
    task.setProcessors(List.of(new DescriptionProcessor()));
    boolean done = task.call();
    String errors =
        found.getDiagnostics().stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
            .map(d -> d.getMessage(Locale.ROOT))
            .collect(Collectors.joining("\n"));
    assertEquals(done, errors.isEmpty(), errors);
    return errors;
  }
}
