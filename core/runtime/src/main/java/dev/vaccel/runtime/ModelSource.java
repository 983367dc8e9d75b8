package dev.vaccel.runtime;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Models by name, for agents that serve them and for sessions of this process. Thread-safe; names
 * that are asked for may come from guests. What is not allowed is as if it were not there.
 */
public interface ModelSource {
  /** Characters of an unknown name that are repeated to whoever asked. */
  int MAX_SHOWN = 64;

  /** Models, by rising name. */
  List<NamedModel> list(Predicate<String> allowed);

  /**
   * The model with this name; for a name without version the only version there is.
   *
   * @throws dev.vaccel.api.ResourceException CORRUPT if its content is not what was added
   */
  Optional<StoredModel> find(String name, Predicate<String> allowed);

  /** What is thrown where {@link #find} finds nothing, whatever the reason. */
  static ResourceException unknown(String name) {
    String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "..." : name;
    return new ResourceException(
        ErrorCode.NOT_FOUND,
        "model '"
            + shown.replaceAll("\\p{Cntrl}", "?")
            + "': no model of that name that you may use");
  }
}
