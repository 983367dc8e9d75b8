package dev.vaccel.wire;

import dev.vaccel.api.spi.ApiDescription;
import dev.vaccel.api.spi.OperationDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * What one side knows of an API, as it stands in HELLO and WELCOME.
 *
 * <pre>
 *  0    2         4            8
 *  | id | version | operations | hash (8) | operations times: code (4), signature (4)
 * </pre>
 *
 * @param id number of the API
 * @param version its version
 * @param hash hash of the whole description
 * @param operations its operations
 */
public record ApiOffer(int id, int version, long hash, List<OperationOffer> operations) {
  private static final int OPERATION_BYTES = 8;

  /** Copies the list. */
  public ApiOffer {
    operations = List.copyOf(operations);
  }

  /**
   * One operation.
   *
   * @param code its number
   * @param signature hash of its signature
   */
  public record OperationOffer(int code, int signature) {}

  /** The offer of everything that a description holds. */
  public static ApiOffer of(ApiDescription api) {
    return new ApiOffer(
        api.id(),
        api.version(),
        api.hash(),
        api.operations().stream().map(o -> new OperationOffer(o.code(), o.signature())).toList());
  }

  /** Whether the same operation, with the same signature, is offered. */
  public boolean offers(OperationDescription operation) {
    return id == operation.apiId()
        && operations.contains(new OperationOffer(operation.code(), operation.signature()));
  }

  void write(BodyWriter out) {
    out.putShort(id);
    out.putShort(version);
    out.putInt(operations.size());
    out.putLong(hash);
    for (OperationOffer operation : operations) {
      out.putInt(operation.code());
      out.putInt(operation.signature());
    }
  }

  static ApiOffer read(BodyReader in) {
    int id = in.getHalf();
    int version = in.getHalf();
    int count = in.getWord();
    long hash = in.getLong();
    if (count < 0 || count > in.remaining() / OPERATION_BYTES) {
      throw in.malformed("API " + id + " announces " + count + " operations");
    }
    List<OperationOffer> operations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      operations.add(new OperationOffer(in.getWord(), in.getWord()));
    }
    return new ApiOffer(id, version, hash, operations);
  }

  static void writeAll(BodyWriter out, List<ApiOffer> apis) {
    out.putLong(apis.size());
    apis.forEach(api -> api.write(out));
  }

  static List<ApiOffer> readAll(BodyReader in) {
    int count = in.getCount(2 * OPERATION_BYTES);
    List<ApiOffer> apis = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      apis.add(read(in));
    }
    return apis;
  }
}
