package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.spi.ApiBinding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The described APIs of this process. Immutable. */
public final class ApiBindings {
  private final List<ApiBinding<?>> all;

  private ApiBindings(List<ApiBinding<?>> all) {
    this.all = all;
  }

  /** Every binding that the module path or class path offers. */
  public static ApiBindings load() {
    List<ApiBinding<?>> found = new ArrayList<>();
    ServiceLoader.load(ApiBinding.class, ApiBindings.class.getClassLoader()).forEach(found::add);
    found.sort(Comparator.comparingInt(b -> b.description().id()));
    return new ApiBindings(List.copyOf(found));
  }

  /** All bindings, by rising API number. */
  public List<ApiBinding<?>> all() {
    return all;
  }

  /** The binding with this number; null for none. */
  public @Nullable ApiBinding<?> byId(int id) {
    for (ApiBinding<?> binding : all) {
      if (binding.description().id() == id) {
        return binding;
      }
    }
    return null;
  }

  /**
   * The binding of an interface.
   *
   * @throws UnsupportedException if it is not a described API of this process
   */
  @SuppressWarnings("unchecked")
  public <T> ApiBinding<T> of(Class<T> type) {
    for (ApiBinding<?> binding : all) {
      if (binding.type() == type) {
        return (ApiBinding<T>) binding;
      }
    }
    throw new UnsupportedException(
        ErrorCode.UNKNOWN_API,
        type.getName() + " is not a described API of this process: its binding is not on the path");
  }
}
