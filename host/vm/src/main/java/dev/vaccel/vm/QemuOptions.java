package dev.vaccel.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine under QEMU on x86-64, emulated, whose only ways out are those that are given here.
 *
 * @param kernel what it boots
 * @param initramfs its files
 * @param memoryMib its memory
 * @param device the agent's socket for its vsock, {@code vhost-user://} of which is listened on
 * @param serial a socket that QEMU makes, which leads to a serial port in the guest; null for none
 * @param console a file for what it says
 */
public record QemuOptions(
    Path kernel, Path initramfs, int memoryMib, Path device, @Nullable Path serial, Path console) {
  /** The program. */
  public static final Path PROGRAM = Path.of("/usr/bin/qemu-system-x86_64");

  /** The command line. */
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(List.of("-accel", "tcg", "-M", "q35,memory-backend=mem"));
    command.addAll(List.of("-m", String.valueOf(memoryMib), "-nodefaults", "-nographic"));
    command.addAll(List.of("-no-reboot", "-serial", "file:" + console));
    command.addAll(
        List.of("-object", "memory-backend-memfd,id=mem,share=on,size=" + memoryMib + "M"));
    command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initramfs.toString()));
    command.addAll(List.of("-append", "console=ttyS0 panic=-1 quiet"));
    command.addAll(List.of("-chardev", "socket,id=vsock,path=" + device));
    command.addAll(List.of("-device", "vhost-user-vsock-pci,chardev=vsock"));
    if (serial != null) {
      command.addAll(List.of("-chardev", "socket,id=port,server=on,wait=off,path=" + serial));
      command.addAll(List.of("-device", "virtio-serial-pci"));
      command.addAll(List.of("-device", "virtserialport,chardev=port,name=vaccel.0"));
    }
    return command;
  }
}
