package dev.vaccel.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The memory is read and written by the operation. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.CLASS)
public @interface InOut {
  /** Size expression in bytes. */
  String value();

  /**
   * Size expression for what must travel towards the agent: the whole size or 0; empty: the whole
   * size. An operation that overwrites everything under a condition says so here.
   */
  String sent() default "";
}
