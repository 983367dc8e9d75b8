package dev.vaccel.codegen;

import dev.vaccel.codegen.Api.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * What two sides of a wire must agree on, as text and as a hash. Names enter although they do not
 * travel: fields of one type travel in order, so that a name is all that tells when two of them
 * change places. Documentation, cost and hints do not enter.
 */
public final class Signatures {
  private Signatures() {}

  /** Canonical text of an operation with every type spelled out. */
  public static String text(Api api, Operation operation) {
    String parameters =
        operation.parameters().stream()
            .map(
                p ->
                    p.name()
                        + ":"
                        + p.direction()
                        + ":"
                        + expand(api, p.type())
                        + "["
                        + p.size()
                        + "|"
                        + p.sent()
                        + "]")
            .collect(Collectors.joining(","));
    Type returns = operation.returns();
    return api.id()
        + "."
        + operation.code()
        + "v"
        + operation.version()
        + " "
        + operation.name()
        + "("
        + parameters
        + ")"
        + (returns == null ? "void" : expand(api, returns));
  }

  /** First 32 bits of the SHA-256 of {@link #text}. */
  public static int hash(Api api, Operation operation) {
    return digest(text(api, operation)).getInt();
  }

  /** First 64 bits of the SHA-256 over all operations' texts. */
  public static long hash(Api api) {
    return digest(
            api.operations().stream().map(o -> text(api, o)).collect(Collectors.joining("\n")))
        .getLong();
  }

  private static String expand(Api api, Type type) {
    return switch (type) {
      case Type.Simple simple -> simple.text();
      case Type.HandleRef(String name) -> "handle:" + name;
      case Type.ListOf(Type element) -> "list<" + expand(api, element) + ">";
      case Type.EnumRef(String name) ->
          api.enumType(name).constants().stream()
              .sorted(Comparator.comparingInt(Api.Constant::number))
              .map(c -> c.name() + "=" + c.number())
              .collect(Collectors.joining("|", "enum{", "}"));
      case Type.RecordRef(String name) ->
          api.recordType(name).fields().stream()
              .map(f -> f.name() + ":" + expand(api, f.type()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  private static ByteBuffer digest(String text) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
