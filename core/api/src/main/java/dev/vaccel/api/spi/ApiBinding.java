package dev.vaccel.api.spi;

/**
 * Everything that is generated from one described API. Found by {@link java.util.ServiceLoader}.
 * Stateless and thread-safe.
 *
 * @param <T> the described interface
 */
public interface ApiBinding<T> {
  /** The described interface. */
  Class<T> type();

  /** Its description. */
  ApiDescription description();

  /** An implementation that sends each call to a peer. */
  T stub(CallSender sender);

  /** An implementation that checks sizes and passes each call to a back end of this process. */
  T router(CallRouter router);

  /**
   * Decodes the arguments of one call, makes it on {@code target} and writes results to {@code
   * reply}.
   *
   * @param operationCode the operation
   * @param target usually a {@link #router}
   */
  void dispatch(int operationCode, T target, ArgumentReader arguments, ReplyWriter reply);
}
