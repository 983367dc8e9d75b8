package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code bench --all} runs: classifiers of pictures, and networks on each framework that is
 * there. Confined to one thread.
 */
final class SuiteModels {
  private final Map<String, BenchModel> classifiers = new LinkedHashMap<>();
  private final Map<String, BenchModel> networks = new LinkedHashMap<>();
  private final List<Path> further;

  /**
   * The bundled classifier and others.
   *
   * @throws Failure if one does not exist
   */
  SuiteModels(List<Path> further) throws IOException {
    this.further = List.copyOf(further);
    List<Path> files = new ArrayList<>();
    files.add(BundledModels.path(Task.CLASSIFY));
    files.addAll(further);
    BenchModel.of(files).forEach(model -> classifiers.put(model.name(), model));
  }

  /**
   * Finds out what runs the classifiers, and which networks run, here and in an agent.
   *
   * @param missing gets those that do not, with the reason
   */
  void probe(Session here, Session agent, Map<String, String> missing) throws IOException {
    classifiers.replaceAll((_, model) -> model.runIn(here));
    List<Path> files = new ArrayList<>(BundledModels.formats());
    files.addAll(further);
    BenchModel.runnable(
            BenchModel.of(files),
            here,
            agent,
            (model, why) ->
                missing.put(
                    BenchOp.INFER.lowerName() + " " + model.name(), ErrorReport.message(why)))
        .forEach(found -> networks.put(found.text(), found));
  }

  /** Names of the classifiers. */
  List<String> classifiers() {
    return List.copyOf(classifiers.keySet());
  }

  /** Names of the networks, what runs them included. */
  List<String> networks() {
    return List.copyOf(networks.keySet());
  }

  /** Files of the classifiers by name. */
  Map<String, Path> classifierFiles() {
    Map<String, Path> files = new LinkedHashMap<>();
    classifiers.forEach((name, model) -> files.put(name, model.path()));
    return files;
  }

  /** All by name. */
  Map<String, BenchModel> all() {
    Map<String, BenchModel> all = new LinkedHashMap<>(classifiers);
    all.putAll(networks);
    return all;
  }
}
