package dev.vaccel.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The memory is written by the operation, wholly, and never read. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.CLASS)
public @interface Out {
  /**
   * Size expression in bytes; both sides compute it, so its content never travels towards the
   * agent.
   */
  String value();
}
