package dev.vaccel.codegen;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;

/**
 * Finds the explicit number of each enum constant: the first argument of its constructor, an
 * integer literal. Elements do not tell it, so the source tree is asked; an enum of another
 * compilation therefore cannot be described.
 */
final class EnumNumbers {
  private final Trees trees;

  EnumNumbers(ProcessingEnvironment environment) {
    this.trees = Trees.instance(environment);
  }

  List<Api.Constant> constants(TypeElement type) {
    List<Api.Constant> constants = new ArrayList<>();
    for (Element member : type.getEnclosedElements()) {
      if (member.getKind() == ElementKind.ENUM_CONSTANT) {
        constants.add(new Api.Constant(member.getSimpleName().toString(), number(type, member)));
      }
    }
    return constants;
  }

  private int number(TypeElement type, Element constant) {
    if (trees.getTree(constant) instanceof VariableTree tree
        && tree.getInitializer() instanceof NewClassTree construction
        && !construction.getArguments().isEmpty()) {
      ExpressionTree first = construction.getArguments().getFirst();
      if (first instanceof LiteralTree literal && literal.getValue() instanceof Integer number) {
        return number;
      }
    }
    throw new DescriptionException(
        type
            + "."
            + constant
            + ": expected its number, an integer literal, as first constructor argument, in the"
            + " source of this compilation");
  }
}
