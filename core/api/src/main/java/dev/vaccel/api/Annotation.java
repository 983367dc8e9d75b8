package dev.vaccel.api;

/** Whether an answer about a picture comes with the picture, the answer drawn into it. */
public enum Annotation implements WireEnum {
  /** No picture: {@code annotated} is empty. */
  NONE(0),
  /** A PNG. */
  PNG(1),
  /** A JPEG. */
  JPEG(2);

  private final int number;

  Annotation(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
