package dev.vaccel.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A device's context, and programs built in it. The programs of our own are built at their first
 * use and shared. Thread-safe.
 */
final class DeviceContext implements AutoCloseable {
  private final OpenclDevice device;
  private final ProgramCache cache;
  private final MemorySegment context;
  private final Map<String, MemorySegment> own = new HashMap<>();
  private boolean closed;

  DeviceContext(OpenclDevice device, ProgramCache cache) {
    this.device = device;
    this.cache = cache;
    this.context = OpenclBindings.createContext(device.handle());
  }

  OpenclDevice device() {
    return device;
  }

  MemorySegment context() {
    return context;
  }

  /** A new queue; the caller releases it. */
  MemorySegment openQueue() {
    return OpenclBindings.createQueue(context, device.handle());
  }

  /** A program of our own: a source beside this class. */
  synchronized MemorySegment own(String name, String options) {
    if (closed) {
      throw OpenclErrors.closed();
    }
    String key = name + " " + options;
    MemorySegment program = own.get(key);
    if (program == null) {
      program = build("own program " + name, source(name), options);
      own.put(key, program);
    }
    return program;
  }

  /**
   * Builds a program of a source text or a vendor's binary.
   *
   * @param name for messages
   * @return a program that the caller releases
   */
  MemorySegment build(String name, byte[] content, String options) {
    if (!isText(content)) {
      return buildBinary(name, content, options);
    }
    String key = ProgramCache.key(device, options, content);
    byte[] kept = cache.find(key).orElse(null);
    if (kept != null) {
      try {
        return buildBinary(name, kept, options);
      } catch (dev.vaccel.api.VaccelException _) {
        // Of another build of the driver that calls itself the same: as if it were not there.
        cache.drop(key);
      }
    }
    MemorySegment program = built(name, ProgramBindings.ofSource(context, content), options);
    cache.put(key, ProgramBindings.binary(program, cache.maxBytes()));
    return program;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      own.values().forEach(ProgramBindings::releaseProgram);
      own.clear();
      OpenclBindings.releaseContext(context);
    }
  }

  private MemorySegment buildBinary(String name, byte[] binary, String options) {
    try {
      return built(name, ProgramBindings.ofBinary(context, device.handle(), binary), options);
    } catch (dev.vaccel.api.BackendException e) {
      throw OpenclErrors.badBinary(name, device, e.getMessage());
    }
  }

  private MemorySegment built(String name, MemorySegment program, String options) {
    try {
      int code = ProgramBindings.build(program, options);
      if (code != 0) {
        throw OpenclErrors.doesNotCompile(
            name, code, ProgramBindings.buildLog(program, device.handle()));
      }
      return program;
    } catch (RuntimeException | Error e) {
      ProgramBindings.releaseProgram(program);
      throw e;
    }
  }

  /** Whether it is UTF-8 without what no text has; binaries have zeros. */
  private static boolean isText(byte[] content) {
    for (byte b : content) {
      if (b == 0) {
        return false;
      }
    }
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static byte[] source(String name) {
    try (InputStream in = DeviceContext.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in this build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}
