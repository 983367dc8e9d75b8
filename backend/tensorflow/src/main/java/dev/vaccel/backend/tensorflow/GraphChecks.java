package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses graphs that reach beyond their tensors. A TensorFlow model is a program: among the 1788
 * operations of version 2.18 are those that read and write any file, list folders, print, wait for
 * other processes and call Python. What a run or a load can reach must have none of them.
 */
final class GraphChecks {
  /** By name, from the list that TF_GetAllOpList gives for 2.18. */
  private static final Pattern REACHES_OUT =
      Pattern.compile(
          // files
          "(Read|Write|Matching)Files?|.*Reader(V2|Read.*|Reset.*|Restore.*)?|RecordInput"
              + "|.*(File|Line|Record|CSV|LMDB|Sql|Snapshot|Cache|DataService)\\w*Dataset\\w*"
              + "|(Save|Load|List)\\w*Dataset\\w*|Snapshot\\w+|ListSnapshotChunks\\w*"
              + "|\\w*DatasetToTFRecord|InitializeTableFromTextFile(V2)?|LoadAndRemapMatrix"
              + "|GenerateVocabRemapping|FileSystemSetConfiguration|DumpTensor|ImportEvent"
              + "|Write\\w*Summary|CreateSummary\\w*|SummaryWriter|CalibrationStatisticsSaver"
              // checkpoints
              + "|Save|SaveV2|SaveSlices|DistributedSave|MergeV2Checkpoints|Restore|RestoreSlice"
              + "|RestoreV2|DTensorRestoreV2"
              // output, other processes, other languages
              + "|Print(V2)?|Debug(Identity|NanCount|Numeric|Gradient)\\w*|\\w*PyFunc\\w*|Rpc\\w*"
              + "|RemoteCall|_?(Host)?(Send|Recv)|Collective\\w*|XlaCustomCall\\w*|\\w*Tpu\\w*"
              + "|\\w*TPU\\w*|WorkerHeartbeat|RegisterDataset(V2)?");

  /** What a model's own saver needs to read its variables. */
  private static final Set<String> OF_A_SAVER = Set.of("RestoreV2", "Restore", "RestoreSlice");

  private final String model;
  private final GraphDef graph;

  /**
   * Checks one graph.
   *
   * @param model for messages
   */
  GraphChecks(String model, GraphDef graph) {
    this.model = model;
    this.graph = graph;
  }

  /** What a run or an initialisation reaches. */
  void check(Collection<String> roots) {
    walk(roots, Set.of());
  }

  /** What reading the variables reaches. */
  void checkSaver(Collection<String> roots) {
    walk(roots, OF_A_SAVER);
  }

  private void walk(Collection<String> roots, Set<String> allowed) {
    Deque<String> nodes = new ArrayDeque<>(roots.stream().map(GraphDef::nodeOf).toList());
    Deque<String> functions = new ArrayDeque<>();
    Set<String> seenNodes = new HashSet<>();
    Set<String> seenFunctions = new HashSet<>();
    while (!nodes.isEmpty() || !functions.isEmpty()) {
      if (!functions.isEmpty()) {
        String name = functions.remove();
        if (seenFunctions.add(name)) {
          for (GraphDef.Node node : graph.functions().getOrDefault(name, List.of())) {
            visit(node, allowed, functions);
          }
        }
        continue;
      }
      String name = nodes.remove();
      GraphDef.Node node = graph.nodes().get(name);
      if (node != null && seenNodes.add(name)) {
        visit(node, allowed, functions);
        nodes.addAll(node.inputs());
      }
    }
  }

  private void visit(GraphDef.Node node, Set<String> allowed, Deque<String> functions) {
    if (REACHES_OUT.matcher(node.op()).matches() && !allowed.contains(node.op())) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          model
              + " uses the operation "
              + node.op()
              + ", which reaches files, other processes or the agent's output: expected a model of"
              + " computations alone; an operator who trusts its models can set"
              + " tensorflow.allow-file-operations=true");
    }
    functions.addAll(node.functions());
    // A function can be called like an operation.
    functions.add(node.op());
  }
}
