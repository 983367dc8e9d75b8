package dev.vaccel.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Gives a method of an {@link AcceleratorApi} its stable number and its facts. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Operation {
  /** Number on the wire, 1 to 65535, unique in its API, never reused. */
  int code();

  /** Raised when this operation changes incompatibly. */
  int version() default 1;

  /** The call may be repeated without harm: repeating it gives the same result and state. */
  boolean idempotent() default false;

  /** The call takes microseconds and never blocks: it may run on the thread that read it. */
  boolean cheap() default false;

  /** An agent serves the operation only when its operator named the API. */
  boolean privileged() default false;

  /**
   * Memory arguments may be read and written where they lie even if a hostile caller can change
   * them meanwhile: their content is only computed with, never checked and then relied on. Others
   * get a copy of memory that is shared.
   */
  boolean inPlace() default false;

  /** Size expression for the abstract cost in units of work; empty where size does not tell. */
  String cost() default "";
}
