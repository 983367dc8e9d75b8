package dev.vaccel.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as the description of an accelerator API. The annotation processor derives
 * from it the normalized JSON description, the remote stub, the local router and the dispatcher.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface AcceleratorApi {
  /** Number on the wire, 1 to 65535; 1 to 255 are the project's own. Never reused. */
  int id();

  /** Name in the vocabulary, lower case with dashes: {@code blas}. */
  String name();

  /** Raised when an operation changes incompatibly. */
  int version() default 1;
}
