package dev.vaccel.backend.tensorflow;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.UnsupportedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code saved_model.pb} says: the signature that is served, and which operations a load and a
 * run start from. Source: saved_model.proto and meta_graph.proto of TensorFlow 2.18. Confined to
 * one thread.
 */
final class SavedModelFile {
  /** The tag of graphs for inference. */
  static final String TAG = "serve";

  private static final String DEFAULT_SIGNATURE = "serving_default";

  /** Signatures and collections whose operations a load runs. */
  private static final Set<String> INITIALISERS =
      Set.of("__saved_model_init_op", "saved_model_main_op", "legacy_init_op");

  /**
   * A tensor of the graph under the name that callers use.
   *
   * @param info name, type, dimensions
   * @param tensor {@code operation:output}
   */
  record Port(TensorInfo info, String tensor) {}

  /** Inputs and outputs by the callers' names. */
  record Signature(Map<String, Port> inputs, Map<String, Port> outputs) {}

  private final String model;
  private final Map<String, Signature> signatures = new TreeMap<>();
  private final GraphDef graph = new GraphDef();
  private final Set<String> runRoots = new HashSet<>();
  private final Set<String> saverRoots = new HashSet<>();
  private boolean served;

  private SavedModelFile(String model) {
    this.model = model;
  }

  /**
   * Reads the file of a SavedModel.
   *
   * @param directory of the SavedModel
   * @param model for messages
   */
  static SavedModelFile read(Path directory, String model) throws IOException {
    SavedModelFile file = new SavedModelFile(model);
    try (FileChannel channel = FileChannel.open(directory.resolve("saved_model.pb"));
        Arena arena = Arena.ofConfined()) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      Proto saved = new Proto(data);
      while (saved.next()) {
        if (saved.isBytes(2)) {
          file.readMetaGraph(saved.message());
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ResourceException(
          ErrorCode.CORRUPT, model + ": saved_model.pb is damaged: " + e.getMessage(), e);
    }
    if (!file.served) {
      throw new UnsupportedException(
          ErrorCode.UNSUPPORTED_TYPE, model + ": the SavedModel has no graph with the tag " + TAG);
    }
    return file;
  }

  /** Refuses a model that reaches beyond its tensors. */
  void check() {
    GraphChecks checks = new GraphChecks(model, graph);
    checks.check(runRoots);
    checks.checkSaver(saverRoots);
  }

  /** The signature {@code serving_default}, or the only one. */
  Signature signature() {
    Signature standard = signatures.get(DEFAULT_SIGNATURE);
    if (standard != null) {
      return standard;
    }
    if (signatures.size() == 1) {
      return signatures.values().iterator().next();
    }
    throw new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        model
            + ": the SavedModel has the signatures "
            + signatures.keySet()
            + ": expected "
            + DEFAULT_SIGNATURE
            + " or a single one");
  }

  // MetaGraphDef: 1 meta_info_def (4 tags), 2 graph_def, 3 saver_def (3 restore_op_name),
  // 4 collection_def (map), 5 signature_def (map). All graphs are checked, whatever their tags.
  private void readMetaGraph(Proto meta) {
    Map<String, Signature> found = new TreeMap<>();
    boolean tagged = false;
    while (meta.next()) {
      if (meta.isBytes(1)) {
        Proto info = meta.message();
        while (info.next()) {
          tagged |= info.isBytes(4) && info.text().equals(TAG);
        }
      } else if (meta.isBytes(2)) {
        graph.add(meta.message());
      } else if (meta.isBytes(3)) {
        Proto saver = meta.message();
        while (saver.next()) {
          if (saver.isBytes(3)) {
            saverRoots.add(saver.text());
          }
        }
      } else if (meta.isBytes(4)) {
        readCollection(meta.message());
      } else if (meta.isBytes(5)) {
        readSignature(meta.message(), found);
      }
    }
    if (tagged) {
      served = true;
      signatures.putAll(found);
    }
  }

  // Map entry: 1 key, 2 CollectionDef (1 node_list: 1 value).
  private void readCollection(Proto entry) {
    String key = "";
    List<String> values = new ArrayList<>();
    while (entry.next()) {
      if (entry.isBytes(1)) {
        key = entry.text();
      } else if (entry.isBytes(2)) {
        Proto collection = entry.message();
        while (collection.next()) {
          if (collection.isBytes(1)) {
            Proto list = collection.message();
            while (list.next()) {
              if (list.isBytes(1)) {
                values.add(list.text());
              }
            }
          }
        }
      }
    }
    if (INITIALISERS.contains(key)) {
      runRoots.addAll(values);
    }
  }

  // Map entry: 1 key, 2 SignatureDef (1 inputs, 2 outputs: maps of TensorInfo).
  private void readSignature(Proto entry, Map<String, Signature> found) {
    String key = "";
    Map<String, Port> inputs = new TreeMap<>();
    Map<String, Port> outputs = new TreeMap<>();
    while (entry.next()) {
      if (entry.isBytes(1)) {
        key = entry.text();
      } else if (entry.isBytes(2)) {
        Proto signature = entry.message();
        while (signature.next()) {
          if (signature.isBytes(1)) {
            readPort(signature.message(), inputs);
          } else if (signature.isBytes(2)) {
            readPort(signature.message(), outputs);
          }
        }
      }
    }
    outputs.values().forEach(port -> runRoots.add(port.tensor()));
    if (!INITIALISERS.contains(key)) {
      found.put(key, new Signature(inputs, outputs));
    }
  }

  // TensorInfo: 1 name, 2 dtype, 3 tensor_shape (2 dim: 1 size; 3 unknown_rank).
  private void readPort(Proto entry, Map<String, Port> ports) {
    String key = "";
    String tensor = "";
    int type = 0;
    List<Long> dims = new ArrayList<>();
    while (entry.next()) {
      if (entry.isBytes(1)) {
        key = entry.text();
      } else if (entry.isBytes(2)) {
        Proto info = entry.message();
        while (info.next()) {
          if (info.isBytes(1)) {
            tensor = info.text();
          } else if (info.isNumber(2)) {
            type = (int) info.number();
          } else if (info.isBytes(3)) {
            readShape(info.message(), dims);
          }
        }
      }
    }
    ElementType element = ElementTypes.of(type);
    // An initialiser's output has no type; a sparse tensor no name.
    if (element != null && !tensor.isEmpty()) {
      ports.put(key, new Port(new TensorInfo(key, element, dims), tensor));
    } else {
      runRoots.add(tensor);
    }
  }

  private static void readShape(Proto shape, List<Long> dims) {
    while (shape.next()) {
      if (shape.isNumber(3) && shape.number() != 0) {
        dims.clear();
        dims.addAll(TensorInfo.ANY_SHAPE);
        return;
      }
      if (shape.isBytes(2)) {
        long size = 0;
        Proto dim = shape.message();
        while (dim.next()) {
          size = dim.isNumber(1) ? dim.number() : size;
        }
        dims.add(size < 0 ? -1L : size);
      }
    }
  }
}
