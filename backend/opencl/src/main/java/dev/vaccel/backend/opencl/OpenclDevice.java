package dev.vaccel.backend.opencl;

import dev.vaccel.api.program.ProgramDevice;
import dev.vaccel.api.spi.Device;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A device and what its driver says of it.
 *
 * @param number among all devices of all platforms, from 0
 * @param platformNumber of its platform
 * @param numberInPlatform among the platform's devices
 * @param handle its {@code cl_device_id}
 * @param driver name and version of the driver
 * @param cpu whether it is the host's processor, and shares its memory
 * @param doubles whether it computes with f64
 */
record OpenclDevice(
    int number,
    int platformNumber,
    int numberInPlatform,
    MemorySegment handle,
    String platformName,
    String name,
    String driver,
    String kind,
    long memoryBytes,
    long maxBufferBytes,
    long localMemoryBytes,
    long maxGroupSize,
    boolean cpu,
    boolean doubles) {
  private static final int TYPE_CPU = 1 << 1;
  private static final int TYPE_GPU = 1 << 2;
  private static final int TYPE_ACCELERATOR = 1 << 3;

  /** All devices that can be used, in the order in which their drivers list them. */
  static List<OpenclDevice> all() {
    List<OpenclDevice> found = new ArrayList<>();
    MemorySegment[] platforms = OpenclBindings.platforms();
    for (int p = 0; p < platforms.length; p++) {
      MemorySegment[] devices = OpenclBindings.devices(platforms[p]);
      for (int d = 0; d < devices.length; d++) {
        // The described arguments are little-endian, and go to the device as they are.
        if (number(devices[d], OpenclBindings.DEVICE_AVAILABLE) != 0
            && number(devices[d], OpenclBindings.DEVICE_LITTLE_ENDIAN) != 0) {
          found.add(of(found.size(), p, d, devices[d], OpenclBindings.platformName(platforms[p])));
        }
      }
    }
    return List.copyOf(found);
  }

  private static OpenclDevice of(
      int number, int platformNumber, int inPlatform, MemorySegment device, String platform) {
    long type = number(device, OpenclBindings.DEVICE_TYPE);
    String kind =
        (type & TYPE_GPU) != 0
            ? "gpu"
            : (type & TYPE_CPU) != 0
                ? "cpu"
                : (type & TYPE_ACCELERATOR) != 0 ? "accelerator" : "other";
    return new OpenclDevice(
        number,
        platformNumber,
        inPlatform,
        device,
        platform,
        OpenclBindings.deviceText(device, OpenclBindings.DEVICE_NAME),
        platform + " " + OpenclBindings.deviceText(device, OpenclBindings.DRIVER_VERSION),
        kind,
        number(device, OpenclBindings.DEVICE_MEMORY),
        number(device, OpenclBindings.DEVICE_MAX_ALLOC),
        number(device, OpenclBindings.DEVICE_LOCAL_MEMORY),
        number(device, OpenclBindings.DEVICE_MAX_GROUP_SIZE),
        (type & TYPE_CPU) != 0,
        number(device, OpenclBindings.DEVICE_DOUBLES) != 0);
  }

  /** The device that {@code platform:device} names, each by number or by a part of its name. */
  static OpenclDevice named(String wanted, List<OpenclDevice> devices) {
    int colon = wanted.indexOf(':');
    String platform = colon < 0 ? wanted : wanted.substring(0, colon);
    String device = colon < 0 ? "" : wanted.substring(colon + 1);
    return devices.stream()
        .filter(d -> matches(platform, d.platformNumber, d.platformName))
        .filter(d -> matches(device, d.numberInPlatform, d.name))
        .findFirst()
        .orElseThrow(() -> OpenclErrors.unknownDeviceSetting(wanted, devices));
  }

  /** {@code opencl:0}. */
  String id() {
    return "opencl:" + number;
  }

  /** As listings have it. A processor's memory is the host's. */
  Device listed() {
    return new Device(id(), kind + " " + name + " (" + driver + ")", cpu ? 0 : memoryBytes);
  }

  /** As the API has it. */
  ProgramDevice described() {
    return new ProgramDevice(
        id(), name + " (" + driver + ")", kind, memoryBytes, maxBufferBytes, maxGroupSize);
  }

  private static boolean matches(String wanted, int number, String name) {
    return wanted.isEmpty()
        || wanted.equals(Integer.toString(number))
        || (!wanted.chars().allMatch(Character::isDigit)
            && name.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)));
  }

  private static long number(MemorySegment device, int what) {
    return OpenclBindings.deviceNumber(device, what);
  }
}
