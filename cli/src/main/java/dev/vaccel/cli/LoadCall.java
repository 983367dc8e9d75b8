package dev.vaccel.cli;

/** One call of a load. Several callers make such calls at the same time, of one tenant too. */
@FunctionalInterface
interface LoadCall {
  /**
   * Makes the call.
   *
   * @param tenant in whose session, from 0
   * @param caller which thread calls, from 0: two calls of one caller are never made at once
   */
  void make(int tenant, int caller);
}
