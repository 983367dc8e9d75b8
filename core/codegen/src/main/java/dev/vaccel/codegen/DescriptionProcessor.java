package dev.vaccel.codegen;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * For each described interface writes {@code META-INF/vaccel/NAME.json} and the class {@code
 * XBinding}. With the option {@code vaccel.baseline=DIR} the description is compared with the
 * committed {@code DIR/NAME.json}: a difference fails the compilation and names the command that
 * accepts it; an incompatible one fails until the version is raised. Option {@code
 * vaccel.baseline.update=true} accepts compatible differences.
 */
public final class DescriptionProcessor extends AbstractProcessor {
  private static final String BASELINE = "vaccel.baseline";
  private static final String UPDATE = "vaccel.baseline.update";

  // Interface by API number, in this compilation.
  private final Map<Integer, String> described = new HashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public DescriptionProcessor() {}

  @Override
  public Set<String> getSupportedAnnotationTypes() {
    return Set.of("dev.vaccel.api.AcceleratorApi");
  }

  @Override
  public Set<String> getSupportedOptions() {
    return Set.of(BASELINE, UPDATE);
  }

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement annotation : annotations) {
      for (Element element : round.getElementsAnnotatedWith(annotation)) {
        try {
          describe((TypeElement) element);
        } catch (DescriptionException | IOException e) {
          processingEnv
              .getMessager()
              .printMessage(Diagnostic.Kind.ERROR, String.valueOf(e.getMessage()), element);
        }
      }
    }
    return false;
  }

  private void describe(TypeElement type) throws IOException {
    Api read =
        new DescriptionReader(processingEnv.getElementUtils(), new EnumNumbers(processingEnv))
            .read(type);
    String other = described.putIfAbsent(read.id(), read.javaType());
    if (other != null) {
      throw new DescriptionException(read.javaType() + " has the id " + read.id() + " of " + other);
    }
    String json = ApiJson.write(read);
    // The emitter is given what the text says, never the elements: the JSON is the whole truth.
    Api api = ApiJson.read(json);
    BindingEmitter emitter = new BindingEmitter(api);
    String source = emitter.source();
    // Only a description that works may become the committed one.
    String directory = processingEnv.getOptions().get(BASELINE);
    if (directory != null) {
      boolean update = Boolean.parseBoolean(processingEnv.getOptions().get(UPDATE));
      Baseline.compare(directory, api, json, update);
    }
    try (Writer out =
        processingEnv
            .getFiler()
            .createResource(
                StandardLocation.CLASS_OUTPUT, "", "META-INF/vaccel/" + api.name() + ".json", type)
            .openWriter()) {
      out.write(json);
    }
    try (Writer out =
        processingEnv.getFiler().createSourceFile(emitter.qualifiedName(), type).openWriter()) {
      out.write(source);
    }
  }
}
