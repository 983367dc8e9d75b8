package dev.vaccel.runtime;

import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.api.spi.SessionContext;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A back end whose every trait a test sets, and which notes what happens to it. */
final class FakeBackend implements BackendProvider, Backend {
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final String name;
  private final int preference;
  private final List<Capability> capabilities;
  @Nullable RuntimeException failsToOpen;
  @Nullable Error failsToOpenSession;
  @Nullable RuntimeException failsToCloseSession;
  @Nullable RuntimeException failsToClose;
  Runnable onNoop = () -> {};
  String refusal = "";

  FakeBackend(String name, int preference, Capability... capabilities) {
    this.name = name;
    this.preference = preference;
    this.capabilities = List.of(capabilities);
  }

  /** One that has noop and tensor. */
  static FakeBackend of(String name, int preference) {
    return new FakeBackend(
        name, preference, Capability.all(NoopApi.class), Capability.all(TensorApi.class));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return "for tests";
  }

  @Override
  public int preference() {
    return preference;
  }

  @Override
  public List<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Backend open(BackendSettings settings) {
    if (failsToOpen != null) {
      throw failsToOpen;
    }
    events.add("open");
    return this;
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public Optional<String> refuses(OperationDescription operation, Path resource) {
    return refusal.isEmpty() ? Optional.empty() : Optional.of(refusal);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    if (failsToOpenSession != null) {
      throw failsToOpenSession;
    }
    events.add("openSession");
    return new FakeSession(context);
  }

  @Override
  public void close() {
    events.add("close");
    if (failsToClose != null) {
      throw failsToClose;
    }
  }

  private final class FakeSession implements BackendSession, NoopApi, TensorApi {
    private final SessionContext context;
    private final AtomicInteger inside = new AtomicInteger();

    private FakeSession(SessionContext context) {
      this.context = context;
    }

    @Override
    public <T> T api(Class<T> api) {
      return api.cast(this);
    }

    @Override
    public void noop() {
      if (inside.incrementAndGet() > 1) {
        throw new IllegalStateException("two calls of one session at the same time");
      }
      try {
        events.add("noop");
        onNoop.run();
      } finally {
        inside.decrementAndGet();
      }
    }

    @Override
    public void echo(MemorySegment input, MemorySegment output) {
      output.copyFrom(input);
    }

    @Override
    public ModelHandle load(ResourceId model) {
      events.add("load " + context.resource(model).getFileName());
      return new ModelHandle(context.newHandle());
    }

    @Override
    public ModelInfo describe(ModelHandle model) {
      return new ModelInfo(name, "cpu:0", 0, List.of(), List.of());
    }

    @Override
    public List<NamedTensor> run(
        ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
      return List.of();
    }

    @Override
    public void unload(ModelHandle model) {
      context.dropHandle(model.value());
    }

    @Override
    public void close() {
      events.add("closeSession");
      if (failsToCloseSession != null) {
        throw failsToCloseSession;
      }
    }
  }
}
