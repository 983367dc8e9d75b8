package dev.vaccel.backend.genop;

import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.codegen.Api;
import dev.vaccel.codegen.ApiJson;
import dev.vaccel.codegen.DescriptionException;
import dev.vaccel.codegen.GenericLayout;
import dev.vaccel.codegen.Signatures;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Every described operation of this process by its number. Nothing is read before somebody asks.
 * Thread-safe.
 */
final class DescribedOperations {
  private final boolean exec;
  private final Map<Integer, DescribedOperation> known = new ConcurrentHashMap<>();
  private volatile @Nullable Map<Integer, ApiBinding<?>> bindings;

  /**
   * The operations.
   *
   * @param exec whether those that run their caller's code may be called
   */
  DescribedOperations(boolean exec) {
    this.exec = exec;
  }

  /** Whether a number is not one of upstream's. */
  static boolean isDescribed(int number) {
    return GenericLayout.api(number) != 0;
  }

  /** The operation with a number. */
  DescribedOperation find(int number) {
    DescribedOperation operation = known.get(number);
    if (operation == null) {
      operation = load(number);
      known.put(number, operation);
    }
    return operation;
  }

  private DescribedOperation load(int number) {
    ApiBinding<?> binding = binding(number);
    OperationDescription operation =
        binding.description().operations().stream()
            .filter(o -> o.code() == GenericLayout.code(number))
            .findFirst()
            .orElseThrow(
                () ->
                    unsupported(
                        number,
                        "API "
                            + binding.description().name()
                            + " has no operation "
                            + GenericLayout.code(number)));
    if (operation.privileged() && !exec) {
      throw unsupported(
          number,
          operation.fullName()
              + " runs its caller's code; an operator allows that by number with"
              + " --set genop.exec=true");
    }
    Api api = read(number, binding);
    Api.Operation described =
        api.operations().stream()
            .filter(o -> o.code() == operation.code())
            .filter(o -> Signatures.hash(api, o) == operation.signature())
            .findFirst()
            .orElseThrow(
                () ->
                    unsupported(number, "the description of " + operation.fullName() + " is old"));
    Optional<String> refusal = GenericLayout.refusal(api, described);
    if (refusal.isPresent()) {
      throw unsupported(number, operation.fullName() + ": " + refusal.get());
    }
    return new DescribedOperation(binding, operation, GenericLayout.of(api, described));
  }

  private ApiBinding<?> binding(int number) {
    Map<Integer, ApiBinding<?>> all = bindings;
    if (all == null) {
      all = new HashMap<>();
      for (ApiBinding<?> each :
          ServiceLoader.load(ApiBinding.class, DescribedOperations.class.getClassLoader())) {
        all.put(each.description().id(), each);
      }
      bindings = all;
    }
    ApiBinding<?> binding = all.get(GenericLayout.api(number));
    if (binding == null) {
      throw unsupported(number, "API " + GenericLayout.api(number) + " is not known here");
    }
    return binding;
  }

  private static Api read(int number, ApiBinding<?> binding) {
    String name = binding.description().name();
    try {
      return ApiJson.read(binding.type().getModule(), name);
    } catch (IOException | DescriptionException e) {
      throw GenopErrors.unsupported(
          "operation " + number + ": description of API " + name + ": " + e.getMessage(), e);
    }
  }

  private static RuntimeException unsupported(int number, String why) {
    return GenopErrors.unsupported("operation " + number + ": " + why, null);
  }
}
