package dev.vaccel.systemtests;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A back end {@code witness} that echoes and notes which memory it was given. */
public final class WitnessBackend implements BackendProvider {
  /** What the last echo got, as native memory that may be gone. */
  static volatile MemorySegment input = MemorySegment.NULL;

  static volatile MemorySegment output = MemorySegment.NULL;

  /** For {@link java.util.ServiceLoader}. */
  public WitnessBackend() {}

  @Override
  public String name() {
    return "witness";
  }

  @Override
  public String summary() {
    return "notes what memory it is given";
  }

  @Override
  public int preference() {
    return -1;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(NoopApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    return new Open();
  }

  @SuppressWarnings("restricted") // Sees memory by address alone, as the kernel does.
  private static MemorySegment noted(MemorySegment memory) {
    return MemorySegment.ofAddress(memory.address()).reinterpret(memory.byteSize());
  }

  private static final class Operations implements NoopApi {
    @Override
    public void noop() {}

    @Override
    public void echo(MemorySegment in, MemorySegment out) {
      input = noted(in);
      output = noted(out);
      MemorySegment.copy(in, 0, out, 0, in.byteSize());
    }
  }

  private static final class Open implements Backend {
    @Override
    public String version() {
      return "test";
    }

    @Override
    public List<Device> devices() {
      return List.of(Device.CPU);
    }

    @Override
    public BackendSession openSession(SessionContext context) {
      NoopApi operations = new Operations();
      return new BackendSession() {
        @Override
        public <T> T api(Class<T> api) {
          return api.cast(operations);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
