package dev.vaccel.cli;

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
}
