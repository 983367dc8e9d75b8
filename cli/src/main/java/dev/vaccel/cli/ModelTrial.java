package dev.vaccel.cli;

import com.google.gson.JsonObject;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.VaccelException;
import dev.vaccel.model.ModelInput;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model tried on one back end, with zeros for input.
 *
 * @param backend its name
 * @param info what it says of the model; null: it does not run it
 * @param loadMs the first load, from disk where nobody had loaded it before
 * @param loadAgainMs a second load
 * @param runMs the median of some runs; NaN: none
 * @param why why it does not run the model, or was not timed; empty: it was
 */
record ModelTrial(
    String backend,
    @Nullable ModelInfo info,
    double loadMs,
    double loadAgainMs,
    double runMs,
    String why) {
  private static final int MOST_RUNS = 20;
  private static final long MOST_NS = 2_000_000_000;

  /**
   * Tries it.
   *
   * @param said what its bundle says of its first input
   */
  static ModelTrial of(String backend, TensorApi api, ResourceId id, ModelInput said) {
    ModelInfo info;
    double loadMs;
    double againMs;
    ModelHandle handle;
    try {
      long startNs = System.nanoTime();
      handle = api.load(id);
      loadMs = (System.nanoTime() - startNs) / 1e6;
      startNs = System.nanoTime();
      ModelHandle again = api.load(id);
      againMs = (System.nanoTime() - startNs) / 1e6;
      api.unload(again);
      info = api.describe(handle);
    } catch (VaccelException e) {
      return new ModelTrial(backend, null, Double.NaN, Double.NaN, Double.NaN, e.getMessage());
    }
    try (Arena arena = Arena.ofShared()) {
      List<NamedTensor> inputs = ZeroInputs.of(info, said, bytes -> arena.allocate(bytes, 64));
      double runMs = median(api, handle, inputs);
      return new ModelTrial(backend, info, loadMs, againMs, runMs, "");
    } catch (VaccelException | Failure e) {
      return new ModelTrial(
          backend, info, loadMs, againMs, Double.NaN, "zeros do not run: " + e.getMessage());
    } finally {
      api.unload(handle);
    }
  }

  private static double median(TensorApi api, ModelHandle handle, List<NamedTensor> inputs) {
    api.run(handle, inputs, List.of()); // the first one allocates
    List<Double> times = new ArrayList<>();
    long startNs = System.nanoTime();
    while (times.size() < MOST_RUNS && System.nanoTime() - startNs < MOST_NS) {
      long runNs = System.nanoTime();
      api.run(handle, inputs, List.of());
      times.add((System.nanoTime() - runNs) / 1e6);
    }
    Collections.sort(times);
    return times.get(times.size() / 2);
  }

  /** The trials as a table, for people. */
  static Table table(List<ModelTrial> trials) {
    Table table = new Table("BACKEND", "DEVICE", ">LOAD", ">AGAIN", ">RUN", "");
    for (ModelTrial trial : trials) {
      table.add(
          trial.backend,
          trial.info == null ? "" : trial.info.device(),
          milliseconds(trial.loadMs),
          milliseconds(trial.loadAgainMs),
          milliseconds(trial.runMs),
          trial.why);
    }
    return table;
  }

  private static String milliseconds(double ms) {
    if (Double.isNaN(ms)) {
      return "-";
    }
    return String.format(Locale.ROOT, ms < 10 ? "%.2f ms" : "%.0f ms", ms);
  }

  JsonObject json() {
    return Json.object(
        "backend",
        backend,
        "device",
        info == null ? null : info.device(),
        "loadMilliseconds",
        number(loadMs),
        "loadAgainMilliseconds",
        number(loadAgainMs),
        "runMilliseconds",
        number(runMs),
        "why",
        why.isEmpty() ? null : why);
  }

  private static @Nullable Double number(double ms) {
    return Double.isNaN(ms) ? null : ms;
  }
}
