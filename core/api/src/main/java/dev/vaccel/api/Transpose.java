package dev.vaccel.api;

/** How a matrix argument enters a product. */
public enum Transpose implements WireEnum {
  /** As it is stored. */
  NONE(0),
  /** With rows and columns exchanged. */
  TRANSPOSE(1);

  private final int number;

  Transpose(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
