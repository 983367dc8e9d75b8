package dev.vaccel.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The VMMs by the names that the command line has for them. */
enum VmmChoice {
  QEMU("qemu"),
  FIRECRACKER("firecracker"),
  CLOUD_HYPERVISOR("cloud-hypervisor");

  private final String text;

  VmmChoice(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }

  /** For picocli, which knows the constants' own names only. */
  static final class Converter implements ITypeConverter<VmmChoice> {
    Converter() {}

    @Override
    public VmmChoice convert(String text) {
      for (VmmChoice each : values()) {
        if (each.text.equals(text)) {
          return each;
        }
      }
      throw new TypeConversionException(
          "'" + text + "': expected qemu, firecracker or cloud-hypervisor");
    }
  }
}
