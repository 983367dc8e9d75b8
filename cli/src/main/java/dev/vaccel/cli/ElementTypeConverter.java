package dev.vaccel.cli;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.InvalidArgumentException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code f32} and its like, for picocli. */
final class ElementTypeConverter implements ITypeConverter<ElementType> {
  ElementTypeConverter() {}

  @Override
  public ElementType convert(String text) {
    try {
      return ElementType.named(text.toLowerCase(Locale.ROOT));
    } catch (InvalidArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
