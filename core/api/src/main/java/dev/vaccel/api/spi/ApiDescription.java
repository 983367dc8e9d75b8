package dev.vaccel.api.spi;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.util.List;

/**
 * What the machinery needs to know of one API.
 *
 * @param id its number on the wire
 * @param name its name
 * @param version its version
 * @param hash hash of the whole description, documentation excepted
 * @param operations its operations by rising code
 */
public record ApiDescription(
    int id, String name, int version, long hash, List<OperationDescription> operations) {
  /** Copies the list. */
  public ApiDescription {
    operations = List.copyOf(operations);
  }

  /**
   * The operation with this code.
   *
   * @throws UnsupportedException if there is none
   */
  public OperationDescription operation(int code) {
    for (OperationDescription operation : operations) {
      if (operation.code() == code) {
        return operation;
      }
    }
    throw new UnsupportedException(
        ErrorCode.UNKNOWN_OPERATION, "operation " + code + " of API " + name + " is not known");
  }
}
