package dev.vaccel.codegen;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    String json = ApiJson.write(read);
    compareWithBaseline(read, json);
    try (Writer out =
        processingEnv
            .getFiler()
            .createResource(
                StandardLocation.CLASS_OUTPUT, "", "META-INF/vaccel/" + read.name() + ".json", type)
            .openWriter()) {
      out.write(json);
    }
    // The emitter is given what the text says, never the elements: the JSON is the whole truth.
    BindingEmitter emitter = new BindingEmitter(ApiJson.read(json));
    try (Writer out =
        processingEnv.getFiler().createSourceFile(emitter.qualifiedName(), type).openWriter()) {
      out.write(emitter.source());
    }
  }

  private void compareWithBaseline(Api api, String json) throws IOException {
    String directory = processingEnv.getOptions().get(BASELINE);
    if (directory == null) {
      return;
    }
    Path file = Path.of(directory, api.name() + ".json");
    boolean update = Boolean.parseBoolean(processingEnv.getOptions().get(UPDATE));
    String committed = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    if (committed.equals(json)) {
      return;
    }
    if (!committed.isEmpty()) {
      List<String> breaks = Compatibility.breaks(ApiJson.read(committed), api);
      if (!breaks.isEmpty()) {
        throw new DescriptionException("incompatible change: " + String.join("; ", breaks));
      }
    }
    if (!update) {
      throw new DescriptionException(
          "description of API "
              + api.name()
              + " differs from "
              + file.getFileName()
              + "; accept it with: mvn -B compile -Dvaccel.baseline.update=true");
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, json, StandardCharsets.UTF_8);
  }
}
