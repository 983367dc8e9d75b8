package dev.vaccel.agent;

import dev.vaccel.api.CancelledException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.api.spi.OperationDescription;
import dev.vaccel.runtime.LocalSession;
import dev.vaccel.runtime.SessionControl;
import java.lang.System.Logger;

/** Runs one call and fills its reply. Stateless; thread-safe. */
final class CallRunner {
  private static final Logger LOG = System.getLogger(Agent.class.getName());

  private final AgentCore core;
  private final String tenant;

  CallRunner(AgentCore core, String tenant) {
    this.core = core;
    this.tenant = tenant;
  }

  /** Fills the reply with results or with the error. Never throws. */
  void run(ServerCall call) {
    core.calls().increment();
    try {
      RuntimeException refusal = call.refusal;
      Served.Entry entry = call.entry;
      ServerSession session = call.owner;
      if (refusal != null) {
        throw refusal;
      }
      if (session == null || entry == null) {
        throw AgentConnection.notOpen();
      }
      if (call.cancelled) {
        throw new CancelledException(
            ErrorCode.CANCELLED, entry.operation().fullName() + " was cancelled before it ran");
      }
      if (call.isLate()) {
        throw new CancelledException(
            ErrorCode.DEADLINE_EXCEEDED,
            entry.operation().fullName() + " came to its turn after its deadline");
      }
      call.reply.begin();
      call.regions.begin(session.regions(), entry.operation().inPlace());
      if (entry.operation().cheap() || entry.binding().type() == SessionControl.class) {
        dispatch(entry.binding(), entry.operation(), call, session);
      } else {
        core.admission().admit(tenant, entry.operation());
        long startNs = System.nanoTime();
        try {
          dispatch(entry.binding(), entry.operation(), call, session);
        } finally {
          core.admission().complete(tenant, entry.operation(), System.nanoTime() - startNs);
        }
      }
      call.reply.complete();
    } catch (VaccelException e) {
      core.errors().increment();
      call.reply.fail(e);
    } catch (RuntimeException | Error e) {
      core.errors().increment();
      if (core.reported().add(ErrorCode.INTERNAL)) {
        LOG.log(Logger.Level.ERROR, "a call failed for a reason of ours tenant=" + tenant, e);
      }
      call.reply.fail(e);
    }
  }

  private static <T> void dispatch(
      ApiBinding<T> binding,
      OperationDescription operation,
      ServerCall call,
      ServerSession session) {
    T target;
    if (binding.type() == SessionControl.class) {
      target = binding.type().cast(session);
    } else {
      LocalSession local = session.local();
      if (local == null) {
        throw AgentConnection.notOpen();
      }
      target = local.api(binding.type());
    }
    binding.dispatch(operation.code(), target, call.arguments, call.reply);
  }
}
