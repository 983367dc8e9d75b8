package dev.vaccel.agent;

import dev.vaccel.api.AccessException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.ApiOffer.OperationOffer;
import dev.vaccel.wire.Hello;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations of one connection: what both sides know and the operator allows. Immutable. */
final class Served {
  private final ApiBindings bindings;
  private final Set<String> enabled;
  private final List<ApiOffer> offers = new ArrayList<>();
  private final Entry[] entries;
  private final int[] keys;

  /** An operation and the binding that dispatches it. */
  record Entry(ApiBinding<?> binding, OperationDescription operation) {
    int key() {
      return Served.key(operation.apiId(), operation.code());
    }
  }

  Served(ApiBindings bindings, Hello hello, Set<String> enabled) {
    this.bindings = bindings;
    this.enabled = enabled;
    List<Entry> known = new ArrayList<>();
    for (ApiBinding<?> binding : bindings.all()) {
      List<OperationOffer> both = new ArrayList<>();
      for (OperationDescription operation : binding.description().operations()) {
        if (isAllowed(operation) && hello.apis().stream().anyMatch(a -> a.offers(operation))) {
          both.add(new OperationOffer(operation.code(), operation.signature()));
          known.add(new Entry(binding, operation));
        }
      }
      if (!both.isEmpty()) {
        offers.add(
            new ApiOffer(
                binding.description().id(),
                binding.description().version(),
                binding.description().hash(),
                both));
      }
    }
    known.sort(Comparator.comparingInt(Entry::key));
    this.entries = known.toArray(Entry[]::new);
    this.keys = known.stream().mapToInt(Entry::key).toArray();
  }

  private boolean isAllowed(OperationDescription operation) {
    return !operation.privileged() || enabled.contains(operation.api());
  }

  private static int key(int api, int code) {
    return api << 16 | code;
  }

  List<ApiOffer> offers() {
    return offers;
  }

  /** The operation; null if this connection does not serve it. */
  @Nullable Entry find(int api, int code) {
    int index = Arrays.binarySearch(keys, key(api, code));
    return index < 0 ? null : entries[index];
  }

  /** Why {@link #find} found nothing. */
  VaccelException refusal(int api, int code) {
    ApiBinding<?> binding = bindings.byId(api);
    if (binding == null) {
      return new UnsupportedException(
          ErrorCode.UNKNOWN_API, "API " + api + " is not known to this agent");
    }
    for (OperationDescription operation : binding.description().operations()) {
      if (operation.code() == code) {
        return isAllowed(operation)
            ? new UnsupportedException(
                ErrorCode.UNKNOWN_OPERATION,
                operation.fullName() + " is described differently by client and agent")
            : new AccessException(
                ErrorCode.NOT_ALLOWED,
                operation.fullName()
                    + " is privileged: the agent's operator must enable it (--enable "
                    + operation.api()
                    + ")");
      }
    }
    return new UnsupportedException(
        ErrorCode.UNKNOWN_OPERATION,
        "operation " + code + " of API " + binding.description().name() + " is not known");
  }
}
