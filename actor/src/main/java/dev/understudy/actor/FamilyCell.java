package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where one actor stands in the tree: its parent, its children, and who of them lives.
abstract class FamilyCell<M> extends TurnCell<M> {

    final @Nullable ActorCell<?> parent;
    /// The place among the parent's children; the parent's.
    int index;

    FamilyCell(Recipe<M> recipe, @Nullable ActorCell<?> parent, @Nullable String name) {
        super(recipe, name);
        this.parent = parent;
    }

    /// Whether it is the root, `/system` or `/user`.
    boolean isGuardian() {
        return parent == null || parent.parent == null;
    }

    /// Whether it is a child of a guardian.
    boolean isTopLevel() {
        return parent != null && parent.isGuardian() && parent.parent != null;
    }

    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    boolean isChildOf(ActorCell<?> other) {
        return parent == other;
    }

    /// The parent of an actor that is not the root.
    ActorCell<?> parent() {
        return requireNonNull(parent, "the root does not fail");
    }

    /// A child that was made from outside.
    void adopt(ActorCell<?> child) {
        if ((state & TERMINATED) == 0) {
            children().add(child, child.name());
        }
        if ((state & ENDING) != 0) {
            child.stop();
        }
        child.schedule(null);
    }

    <C> ActorCell<C> spawn(@Nullable String name, Recipe<C> childRecipe) {
        if ((state & CHILDLESS) != 0) {
            throw new IllegalStateException(this + " is ending its behavior and can't spawn");
        }
        if (name != null && children().named(checkedName(name)) != null) {
            throw new IllegalArgumentException(this + " has a child named " + name);
        }
        var child = childRecipe.cell(self(), name);
        children().add(child, name);
        child.schedule(Thread.currentThread() instanceof Worker worker ? worker : null);
        return child;
    }

    static String checkedName(String name) {
        if (name.isBlank() || name.startsWith("$") || name.contains("/")) {
            throw new IllegalArgumentException(
                    "name of an actor: '" + name + "' must not be blank, start with $ or contain /");
        }
        return name;
    }

    Children children() {
        return extras().children();
    }

    /// Paths of this actor and those below that have not terminated, the lowest first. From another thread, when
    /// all hope is lost: what it sees may be a little old.
    List<String> unstopped() {
        var paths = new ArrayList<String>();
        if (extras instanceof CellExtras<?> more && more.children != null) {
            more.children.from(0).forEach(child -> paths.addAll(child.unstopped()));
        }
        if ((state & TERMINATED) == 0 && !(isGuardian() && !paths.isEmpty())) {
            paths.add(self().path());
        }
        return paths;
    }

    /// Reports itself to a census, and asks the children.
    void report(CensusTaker taker) {
        if ((state & TERMINATED) == 0 && !isGuardian()) {
            taker.add(new Census.Family(self().kind(), parent().path()));
            reportIdle(taker);
        }
        if (extras instanceof CellExtras<?> more && more.children != null) {
            more.children.from(0).forEach(taker::ask);
        }
        taker.answered();
    }

    /// Reports since when this actor is idle, if it is and that is known.
    void reportIdle(CensusTaker taker) {}
}
