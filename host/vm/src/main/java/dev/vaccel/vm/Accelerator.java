package dev.vaccel.vm;

/** What computes a guest's instructions. */
public enum Accelerator {
  /** The processor, by Linux's KVM. */
  KVM,
  /** QEMU's translator: any architecture on any other, ten times slower and more. */
  TCG
}
