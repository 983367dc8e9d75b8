package dev.vaccel.codegen;

import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one annotation of {@code dev.vaccel.api}, defaults included; found by name, so
 * that the processor does not depend on what it processes.
 */
record Facts(String annotation, Map<String, Object> values) {
  static final String PACKAGE = "dev.vaccel.api.";

  /** The annotation with this simple name; null if the element does not have it. */
  static @Nullable Facts find(Elements elements, Element element, String simpleName) {
    for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
      if (mirror.getAnnotationType().toString().equals(PACKAGE + simpleName)) {
        Map<String, Object> values = new TreeMap<>();
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
            elements.getElementValuesWithDefaults(mirror).entrySet()) {
          values.put(entry.getKey().getSimpleName().toString(), entry.getValue().getValue());
        }
        return new Facts("@" + simpleName + " of " + element, values);
      }
    }
    return null;
  }

  int number(String name) {
    return value(name, Integer.class);
  }

  boolean flag(String name) {
    return value(name, Boolean.class);
  }

  String text(String name) {
    return value(name, String.class);
  }

  private <T> T value(String name, Class<T> type) {
    // Processors see annotations before the compiler has checked them.
    if (type.isInstance(values.get(name))) {
      return type.cast(values.get(name));
    }
    throw new DescriptionException(annotation + " lacks a proper " + name);
  }
}
